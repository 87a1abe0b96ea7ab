package dev.credence.lab.study;

import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.prompt.TokenRoles;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.statistics.Bootstrap;
import dev.credence.lab.statistics.Clusters;
import dev.credence.lab.statistics.ConfidenceInterval;
import dev.credence.lab.statistics.Spread;
import dev.credence.transformer.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * C8: is Z about this and nothing else? Texts that have nothing to do with the question are given
 * the Z of prompts that have, and must go on as before; and the question itself, given another
 * prompt's Z, must still be answered.
 *
 * <p>A vocabulary without other texts leaves the second half only.
 */
final class C8Selective implements Criterion {
  static final String ID = "C8";
  static final String NAME = "selective";
  private static final double CONFIDENCE = .95;

  private static final List<String> UNRELATED =
      List.of(
          "The ferry leaves the harbour at six in the morning and returns",
          "To make the dough, mix the flour with water and a little",
          "Her grandmother had lived in the same village all her",
          "The committee will meet again next week to discuss the",
          "Rain is expected in the north, while the south stays",
          "He opened the window and looked down at the",
          "The museum is closed on Mondays, but visitors may",
          "A good carpenter measures twice before cutting the",
          "In the nineteenth century, most of the houses here were built of",
          "The train to the coast takes about two",
          "She thanked the doctor and walked slowly back to the",
          "Bees visit many flowers in a day, and carry",
          "The old bridge over the river was replaced by a",
          "Before you plant the seeds, water the",
          "The orchestra played the last movement faster than",
          "Many birds fly south when the days become",
          "The letter had been lying under the door for a",
          "After dinner the children went out into the",
          "The engine would not start because the battery was",
          "From the top of the hill one can see the");

  private final Setting setting;
  private final Representation z;
  private final C4Interchange interchange;
  private final List<Asked> texts = new ArrayList<>();
  private final List<String> edited = new ArrayList<>();

  C8Selective(Setting setting, Model model, Representation z, C4Interchange interchange) {
    this.setting = setting;
    this.z = z;
    this.interchange = interchange;
    if (setting.confirm().getFirst().presentation() instanceof TextPresentation) {
      List<Integer> answers =
          setting.interview().answers(setting.confirm().getFirst().presentation());
      for (String text : UNRELATED) {
        List<Integer> tokens = IntStream.of(model.tokens(text)).boxed().toList();
        texts.add(new Asked(text, tokens, new TokenRoles(List.of(), List.of()), answers));
      }
    }
  }

  @Override
  public void ask(CellSheet sheet) {
    if (texts.isEmpty()) {
      return;
    }
    Exchanges.Place place = z.on(sheet);
    for (int i = 0; i < texts.size(); i++) {
      int of = i * 7 % setting.confirm().size();
      Asked donor = setting.interview().ask(setting.confirm().get(of));
      sheet.askWithKl(texts.get(i));
      edited.add(sheet.askWithKl(texts.get(i), place.from(sheet, donor)));
    }
  }

  @Override
  public Finding judge(Answers answers) {
    Thresholds lines = setting.thresholds();
    double massLoss = interchange.massLoss(answers);
    String threshold =
        "KL at most %s bit, mass loss at most %s"
            .formatted(lines.divergenceBits(), lines.massLoss());
    if (texts.isEmpty()) {
      return Finding.of(
          ID,
          NAME,
          Status.of(massLoss <= lines.massLoss()),
          "probability that the answers lose",
          massLoss,
          new ConfidenceInterval(Double.NaN, Double.NaN, CONFIDENCE),
          threshold,
          List.of(),
          setting.same().pairs().size(),
          String.format(
              Locale.ROOT,
              "The answers lose %.3f of their probability; this vocabulary has no other texts.",
              massLoss),
          Map.of("mass_loss", massLoss));
    }
    double[] kl = edited.stream().mapToDouble(answers::klBits).toArray();
    double mean = Spread.mean(kl);
    ConfidenceInterval interval =
        Bootstrap.of(
                Clusters.single(kl.length),
                rows -> IntStream.of(rows).mapToDouble(i -> kl[i]).average().orElseThrow(),
                setting.options().resamples(),
                setting.options().seed())
            .percentile(CONFIDENCE);
    return Finding.of(
        ID,
        NAME,
        Status.of(mean <= lines.divergenceBits() && massLoss <= lines.massLoss()),
        "KL on unrelated text, in bits",
        mean,
        interval,
        threshold,
        List.of(),
        kl.length,
        String.format(
            Locale.ROOT,
            "Unrelated texts change by %.3f bit; the answers lose %.3f of their probability.",
            mean,
            massLoss),
        Map.of("mass_loss", massLoss));
  }
}
