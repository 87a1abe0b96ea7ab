package dev.credence.lab.replicate;

import dev.credence.transformer.PrecisionCheck;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One part's way to the listener; keeps the notes for the record. */
final class Progress {
  private final Part part;
  private final ReplicationListener listener;
  private final List<String> notes = new ArrayList<>();
  private PrecisionCheck precision = new PrecisionCheck.NotNeeded();

  Progress(Part part, ReplicationListener listener) {
    this.part = part;
    this.listener = listener;
  }

  SweepListener begin(int cells) {
    listener.begins(part, cells);
    return new SweepListener() {
      @Override
      public void progress(long done, long all, double share) {
        listener.progress(part, done, all, share);
      }

      @Override
      public void planned(SweepPlan plan) {
        listener.planned(part, plan);
      }

      @Override
      public void finished(SweepPlan plan, double seconds) {
        listener.ran(part, plan, seconds);
      }
    };
  }

  void note(String line) {
    notes.add(line);
    listener.note(part, line);
  }

  /** How far the part's results are from float32. */
  void compared(PrecisionCheck check) {
    precision = check;
    check.line().ifPresent(this::note);
  }

  PrecisionCheck precision() {
    return precision;
  }

  void wrote(Path file) {
    listener.wrote(part, file);
  }

  void end(double seconds) {
    listener.ends(part, seconds);
  }

  Part part() {
    return part;
  }

  List<String> notes() {
    return List.copyOf(notes);
  }
}
