package dev.credence.lab.study;

import dev.credence.belief.observer.Shown;
import dev.credence.belief.observer.tournament.TournamentResult;
import dev.credence.lab.table.Table;
import java.util.List;

/**
 * What a study found.
 *
 * @param verdict what it concludes
 * @param findings C0 to C9, in order
 * @param counts C4 and C5 of the best representation of counts
 * @param z the representation that was judged
 * @param tournament of observers
 * @param tempering the fitted observer for whom changes are foretold
 * @param heads what was found about single heads, in words
 * @param tables everything that figures and readers need
 */
public record StudyResult(
    Verdict verdict,
    List<Finding> findings,
    List<Finding> counts,
    Representation z,
    TournamentResult<? extends Shown> tournament,
    Tempering tempering,
    String heads,
    List<Table> tables) {
  /** Keeps copies. */
  public StudyResult {
    findings = List.copyOf(findings);
    counts = List.copyOf(counts);
    tables = List.copyOf(tables);
  }

  /**
   * A criterion's finding.
   *
   * @param id such as {@code C4}
   * @return what was found
   */
  public Finding finding(String id) {
    return findings.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }
}
