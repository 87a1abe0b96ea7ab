package dev.credence.app;

import dev.credence.lab.replicate.Part;
import dev.credence.lab.replicate.ReplicationListener;
import dev.credence.transformer.plan.SweepListener;
import dev.credence.transformer.plan.SweepPlan;
import java.util.HashSet;
import java.util.Set;

/** Shows how a replication gets on; what several parts have to say is said once. */
final class ReplicationProgress implements ReplicationListener {
  private final Progress progress;
  private final String subject;
  private final Set<String> said;
  private final SweepListener plans;

  ReplicationProgress(Progress progress) {
    this(progress, "", new HashSet<>(), SweepListener.SILENT);
  }

  private ReplicationProgress(
      Progress progress, String subject, Set<String> said, SweepListener plans) {
    this.progress = progress;
    this.subject = subject;
    this.said = said;
    this.plans = plans;
  }

  /** The same where one model of several is at work; what all have to say is still said once. */
  ReplicationProgress of(String model) {
    return new ReplicationProgress(progress, model + " ", said, plans);
  }

  /** The same, with somebody who hears of every plan. */
  ReplicationProgress planning(SweepListener listener) {
    return new ReplicationProgress(progress, subject, said, listener);
  }

  @Override
  public void planned(Part part, SweepPlan plan) {
    plans.planned(plan);
  }

  @Override
  public void ran(Part part, SweepPlan plan, double seconds) {
    plans.finished(plan, seconds);
  }

  @Override
  public void begins(Part part, int cells) {
    progress.begin(subject + part.label());
  }

  @Override
  public void progress(Part part, long cellsDone, long cells, double share) {
    progress.update(cellsDone, cells, share);
  }

  @Override
  public void note(Part part, String line) {
    if (said.add(line)) {
      progress.note(part.label() + ": " + line);
    }
  }

  @Override
  public void ends(Part part, double seconds) {
    progress.note(subject + part.label() + ": done in " + Progress.duration(seconds));
  }
}
