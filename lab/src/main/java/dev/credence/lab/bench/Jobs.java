package dev.credence.lab.bench;

import dev.credence.transformer.config.InvalidInputException;
import java.util.List;

/** The jobs there are. */
public final class Jobs {
  private static final List<Job> ALL =
      List.of(new PatchGrid(), new NotebookJob(), new SinglePrompt(), new EverySequence(10));

  private Jobs() {}

  /**
   * All of them.
   *
   * @return in the order in which they are told
   */
  public static List<Job> all() {
    return ALL;
  }

  /**
   * A job by name.
   *
   * @param name its {@link Job#name}
   * @return the job
   * @throws InvalidInputException if there is none of that name
   */
  public static Job named(String name) {
    return ALL.stream()
        .filter(job -> job.name().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "job \"%s\" is not one of %s",
                    name, String.join(", ", ALL.stream().map(Job::name).toList())));
  }
}
