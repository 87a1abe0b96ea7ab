package dev.credence.lab.study;

import dev.credence.lab.table.Table;
import java.util.List;
import java.util.Optional;

/**
 * What was found about heads.
 *
 * @param heads of the model, layer by layer
 * @param ranking the most important first; empty where none was measured
 * @param single what each does; empty likewise
 * @param curves denoising and ablation from the evidence on; empty likewise
 * @param answerCurves the same at the last position alone
 * @param backups what stood in for the first head
 * @param tables {@code heads}, {@code heads_topk}, {@code heads_topk_answer}, {@code heads_backup},
 *     {@code heads_summary}
 * @param finding a few sentences
 */
record HeadResult(
    List<Head> heads,
    List<Head> ranking,
    Optional<Single> single,
    List<MeasuredCurve> curves,
    List<MeasuredCurve> answerCurves,
    Optional<HeadBackups> backups,
    List<Table> tables,
    String finding) {
  HeadResult {
    heads = List.copyOf(heads);
    ranking = List.copyOf(ranking);
    curves = List.copyOf(curves);
    answerCurves = List.copyOf(answerCurves);
    tables = List.copyOf(tables);
  }

  /**
   * Of every head, {@code [head]}.
   *
   * @param alone patched from the evidence on
   * @param atAnswer patched at the last position alone
   * @param company see {@link HeadCompany}
   * @param tests of the total effect from the evidence on
   * @param directTests of the direct effect; NaN where there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Single(
      HeadEffects alone,
      HeadEffects atAnswer,
      double[] company,
      HeadTests.Adjusted tests,
      HeadTests.Adjusted directTests) {}

  static HeadResult notMeasured(String why) {
    return new HeadResult(
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        why);
  }
}
