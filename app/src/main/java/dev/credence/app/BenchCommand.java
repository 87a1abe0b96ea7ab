package dev.credence.app;

import dev.credence.lab.bench.Bench;
import dev.credence.lab.bench.DrawnModel;
import dev.credence.lab.bench.Job;
import dev.credence.lab.bench.Jobs;
import dev.credence.lab.bench.Machine;
import dev.credence.lab.bench.Measurement;
import dev.credence.lab.bench.Questions;
import dev.credence.lab.bench.Repeats;
import dev.credence.lab.control.Subject;
import dev.credence.transformer.Engine;
import dev.credence.transformer.GemmRate;
import dev.credence.transformer.Model;
import dev.credence.transformer.ModelOptions;
import dev.credence.transformer.config.InvalidInputException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast this machine runs a few fixed jobs. */
@Command(
    name = "bench",
    description = {
      "How fast this machine runs: head patching of every head, the notebooks' own",
      "work, one prompt. Needs no weights: without --model, drawn ones of SmolLM2's",
      "shape."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  credence bench",
      "  credence bench --model MODEL.gguf --jobs patch-grid --json",
      "  time credence bench --model MODEL.gguf --jobs notebook --out results/bench",
      "  echo patch-grid | credence bench --model MODEL.gguf --on-request",
      "",
      "Jobs: patch-grid, hook_z of every head patched, clean into corrupt; notebook,",
      "head patching of the last 8 layers and the causal notebook; single, one",
      "prompt's logits at the last position, 20 calls after 3 warm-ups.",
      "",
      "With --on-request, a line of JSON says that the model is loaded; then each job",
      "named on standard input, one a line, is run once and answered with a line of",
      "JSON: its seconds, and the file of its logits, float32 [cells, 2]. The line",
      "\"quit\", or the end of input, ends it."
    })
final class BenchCommand implements Callable<Integer> {
  private static final int REPEATS = 5;
  private static final int QUICK_REPEATS = 1;

  /** Left out of a quick benchmark. */
  private static final String SLOWEST = "notebook";

  private final Terminal terminal;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = {
        "A folder, a .gguf file, ORG/NAME in the Hugging Face cache, or builtin:NAME;",
        "drawn weights if not given."
      })
  private @Nullable String model;

  @Mixin private PrecisionOption precision = new PrecisionOption();

  @Option(
      names = "--jobs",
      split = ",",
      paramLabel = "JOB",
      description = {
        "patch-grid, notebook, single; these if not given. every-sequence: 99,328 cells,",
        "minutes to hours."
      })
  private List<String> jobs = List.of();

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "Timed runs of each job after one warm-up (default: 5).")
  private @Nullable Integer repeats;

  @Option(
      names = "--quick",
      description = "One timed run after the warm-up, and no notebook unless --jobs asks for it.")
  private boolean quick;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write what the jobs give there. Without --repeats each then runs once, cold, and",
        "the rate of matrix products is not measured: for timing the whole process."
      })
  private @Nullable Path out;

  @Option(
      names = "--on-request",
      description = "Run the jobs named on standard input; for scripts that compare programs.")
  private boolean onRequest;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Job> chosen = chosen();
    check();
    try (Progress progress = new Progress(terminal)) {
      progress.begin("loading " + (model == null ? DrawnModel.NAME : model));
      long began = System.nanoTime();
      try (Model opened = open()) {
        Questions questions = Questions.of(opened);
        double loadSeconds = (System.nanoTime() - began) / 1e9;
        progress.loaded();
        if (onRequest) {
          var in = new InputStreamReader(System.in, StandardCharsets.UTF_8);
          new BenchRequests(opened, questions, terminal, out).serve(in, loadSeconds);
        } else {
          BenchResult result = measure(opened, questions, chosen, loadSeconds, progress);
          progress.pause();
          terminal.print("%s", json ? Json.write(result.tree()) : result.text());
        }
      }
    }
    return 0;
  }

  private List<Job> chosen() {
    return jobs.isEmpty()
        ? Jobs.all().stream()
            .filter(job -> !job.onlyIfNamed())
            .filter(job -> !quick || !job.name().equals(SLOWEST))
            .toList()
        : jobs.stream().distinct().map(Jobs::named).toList();
  }

  private void check() {
    if (repeats != null && repeats < 1) {
      throw new InvalidInputException("--repeats is %d; expected 1 or more", repeats);
    }
    if (quick && repeats != null) {
      throw new InvalidInputException("--quick is --repeats 1; give one of them");
    }
    if (onRequest && (quick || json || repeats != null || !jobs.isEmpty())) {
      throw new InvalidInputException(
          "--on-request reads its jobs from standard input and answers each once, in JSON; leave"
              + " out --jobs, --repeats, --quick and --json");
    }
  }

  private Model open() {
    ModelOptions options = precision.options();
    return model == null
        ? DrawnModel.of(DrawnModel.NAME, DrawnModel.SMOLLM2_135M, 0, options)
        : Subject.open(model, options, null).model();
  }

  private BenchResult measure(
      Model opened, Questions questions, List<Job> chosen, double loadSeconds, Progress progress) {
    Map<String, String> skipped = new LinkedHashMap<>();
    List<Job> able = new ArrayList<>();
    for (Job job : chosen) {
      String why = job.whyNot(opened, questions);
      if (why == null) {
        able.add(job);
      } else if (jobs.isEmpty()) {
        skipped.put(job.name(), why);
      } else {
        throw new InvalidInputException(
            "--jobs %s: not with %s: %s", job.name(), opened.name(), why);
      }
    }
    boolean cold = out != null && repeats == null && !quick;
    GemmRate rate = null;
    if (!cold && !able.isEmpty()) {
      progress.begin("measuring matrix products");
      rate = GemmRate.measure(opened.config(), opened.options());
    }
    Bench bench = new Bench(opened, questions);
    List<Measurement> measured = new ArrayList<>();
    for (Job job : able) {
      Repeats times = cold ? Repeats.ONCE : job.measuring(timedRuns());
      Bench.Timed timed =
          bench.time(
              job,
              times,
              run ->
                  progress.begin(
                      "%s, run %d of %d"
                          .formatted(job.name(), run + 1, times.warmUps() + times.timed())));
      measured.add(Bench.measurement(timed));
      if (out != null) {
        Bench.write(out, timed).forEach(file -> progress.note(file.toString()));
      }
    }
    return new BenchResult(
        Machine.here(), Engine.here(), opened, questions, loadSeconds, rate, measured, skipped);
  }

  private int timedRuns() {
    return repeats != null ? repeats : quick ? QUICK_REPEATS : REPEATS;
  }
}
