package dev.credence.lab.bench;

import dev.credence.lab.table.Csv;
import dev.credence.lab.table.Table;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.Model;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Workload;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Npy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Times jobs on a model.
 *
 * {@snippet :
 * var bench = new Bench(model, Questions.of(model));
 * var timed = bench.time(new PatchGrid(), new Repeats(1, 5), run -> {});
 * Bench.measurement(timed).median();
 * }
 */
public final class Bench {
  private final Model model;
  private final Questions questions;

  /**
   * On one model.
   *
   * @param model to be asked; stays open
   * @param questions how
   */
  public Bench(Model model, Questions questions) {
    this.model = model;
    this.questions = questions;
  }

  /**
   * Some runs of a job.
   *
   * @param job which
   * @param result of the last run; every run gives the same
   * @param seconds of each timed run
   * @param planSeconds of planning its cells once more, behind each timed run
   * @param work what the plans say
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Timed(
      Job job, JobResult result, double[] seconds, double[] planSeconds, Workload work) {}

  /**
   * Runs a job.
   *
   * @param job one that this model can do, see {@link Job#whyNot}
   * @param repeats how often
   * @param begins told the number of each run as it begins, warm-ups first, from 0
   * @return the times and what the job gave
   */
  public Timed time(Job job, Repeats repeats, IntConsumer begins) {
    int run = 0;
    for (int i = 0; i < repeats.warmUps(); i++) {
      begins.accept(run++);
      job.run(model, questions);
    }
    double[] seconds = new double[repeats.timed()];
    double[] planSeconds = new double[repeats.timed()];
    JobResult result = null;
    Workload work = null;
    for (int i = 0; i < seconds.length; i++) {
      begins.accept(run++);
      long began = System.nanoTime();
      result = job.run(model, questions);
      seconds[i] = (System.nanoTime() - began) / 1e9;
      began = System.nanoTime();
      work = work(model, result.sets());
      planSeconds[i] = (System.nanoTime() - began) / 1e9;
    }
    if (result == null || work == null) {
      throw new IllegalStateException("a job was to run " + repeats);
    }
    return new Timed(job, result, seconds, planSeconds, work);
  }

  /** What all plans of a job compute together. */
  static Workload work(Model model, List<CellSet> sets) {
    return sets.stream().map(set -> model.plan(set).work()).reduce(Workload::plus).orElseThrow();
  }

  /**
   * The figures of some runs.
   *
   * @param timed the runs
   * @return times beside what was computed in them
   */
  public static Measurement measurement(Timed timed) {
    return new Measurement(timed.job().name(), timed.work(), timed.seconds(), timed.planSeconds());
  }

  /**
   * Writes what a job gave: {@code JOB.npy}, the logits, {@code JOB.csv}, the same to be read by
   * people, and what else it found.
   *
   * @param folder made if it is not there
   * @param timed the runs
   * @return the files
   * @throws dev.credence.transformer.config.InvalidInputException if one cannot be written
   */
  public static List<Path> write(Path folder, Timed timed) {
    WholeTextFile.makeFolder(folder);
    List<Path> files = new ArrayList<>();
    files.add(writeLogits(folder, timed));
    files.add(Csv.write(folder, table(timed)));
    timed
        .result()
        .arrays()
        .forEach(
            (name, array) -> {
              Path file = folder.resolve(name + ".npy");
              Npy.write(file, array);
              files.add(file);
            });
    timed
        .result()
        .texts()
        .forEach(
            (name, text) -> {
              WholeTextFile.write(folder.resolve(name), text);
              files.add(folder.resolve(name));
            });
    return files;
  }

  /**
   * Writes a job's logits alone.
   *
   * @param folder must be there
   * @param timed the runs
   * @return {@code JOB.npy}, float32 {@code [cells, 2]}
   * @throws dev.credence.transformer.config.InvalidInputException if it cannot be written
   */
  public static Path writeLogits(Path folder, Timed timed) {
    Path file = folder.resolve(timed.job().name() + ".npy");
    Npy.write(file, timed.result().logits());
    return file;
  }

  private static Table table(Timed timed) {
    NdArray logits = timed.result().logits();
    Table.Builder table =
        Table.builder(timed.job().name(), "cell", "logit_x", "logit_y", "logit_difference");
    for (int i = 0; i < timed.result().cells(); i++) {
      double x = logits.floats()[2 * i];
      double y = logits.floats()[2 * i + 1];
      table.row(i, x, y, x - y);
    }
    return table.build();
  }
}
