package dev.credence.transformer.plan;

import dev.credence.transformer.intervene.Intervention;
import java.util.List;

/**
 * The unit of an experiment: one prompt, under some interventions, with something to read. Plain
 * data.
 *
 * @param id unique among the cells of a run; the name under which results appear
 * @param prompt name of the prompt
 * @param interventions in the order in which they act at one hook point
 * @param readouts names of the readouts to take
 */
public record Cell(
    String id, String prompt, List<Intervention> interventions, List<String> readouts) {
  /** Keeps copies of the lists. */
  public Cell {
    interventions = List.copyOf(interventions);
    readouts = List.copyOf(readouts);
  }

  /** An unedited run. */
  public static Cell unedited(String id, String prompt, String... readouts) {
    return new Cell(id, prompt, List.of(), List.of(readouts));
  }
}
