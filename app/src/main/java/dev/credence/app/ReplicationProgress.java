package dev.credence.app;

import dev.credence.lab.replicate.Part;
import dev.credence.lab.replicate.ReplicationListener;
import java.util.HashSet;
import java.util.Set;

/** Shows how a replication gets on; what several parts have to say is said once. */
final class ReplicationProgress implements ReplicationListener {
  private final Progress progress;
  private final Set<String> said = new HashSet<>();

  ReplicationProgress(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void begins(Part part, int cells) {
    progress.begin(part.label());
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
    progress.note(part.label() + ": done in " + Progress.duration(seconds));
  }
}
