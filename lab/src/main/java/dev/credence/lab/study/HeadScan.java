package dev.credence.lab.study;

import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.transformer.Model;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every head of every layer, one at a time: its {@code hook_z} in the corrupt run becomes what it
 * is in the clean run (denoising), and the reverse (noising). What the head says to the logits
 * directly is found by {@link DirectEffect} from the same two runs.
 *
 * <p>With a head taken away: in both runs that head has the third prompt's output, and what is
 * patched comes from the run in which it has.
 */
final class HeadScan {
  private final Setting setting;
  private final Model model;
  private final List<HeadPair> pairs;
  private final HeadScope scope;
  private final @Nullable Head away;
  private final List<Head> heads;
  private final List<String> weak = new ArrayList<>();
  private final List<String> strong = new ArrayList<>();
  private final List<List<@Nullable String>> denoised = new ArrayList<>();
  private final List<List<@Nullable String>> noised = new ArrayList<>();

  HeadScan(
      Setting setting, Model model, List<HeadPair> pairs, HeadScope scope, @Nullable Head away) {
    this.setting = setting;
    this.model = model;
    this.pairs = pairs;
    this.scope = scope;
    this.away = away;
    this.heads = Head.all(model.config());
  }

  void ask(CellSheet sheet) {
    for (HeadPair pair : pairs) {
      Positions positions = pair.positions(scope);
      List<Intervention> first =
          away == null
              ? List.of()
              : Head.resample(List.of(away), positions, sheet.prompt(pair.third().tokens()));
      String corrupt = ask(sheet, pair.weak(), first);
      String clean = ask(sheet, pair.strong(), first);
      weak.add(corrupt);
      strong.add(clean);
      String fromClean = away == null ? sheet.prompt(pair.strong().tokens()) : clean;
      String fromCorrupt = away == null ? sheet.prompt(pair.weak().tokens()) : corrupt;
      List<@Nullable String> one = new ArrayList<>();
      List<@Nullable String> other = new ArrayList<>();
      for (Head head : heads) {
        if (head.equals(away)) {
          one.add(null);
          other.add(null);
        } else {
          one.add(ask(sheet, pair.weak(), with(first, head, positions, fromClean)));
          other.add(ask(sheet, pair.strong(), with(first, head, positions, fromCorrupt)));
        }
      }
      denoised.add(one);
      noised.add(other);
    }
    List<String> whole = new ArrayList<>(weak);
    whole.addAll(strong);
    sheet.capture(new Capture("blocks.*." + Hook.RESULT.suffix(), Positions.LAST, whole));
    sheet.capture(new Capture(DirectEffect.stream(model).name(), Positions.LAST, whole));
  }

  private static List<Intervention> with(
      List<Intervention> first, Head head, Positions positions, String from) {
    List<Intervention> edits = new ArrayList<>(first);
    edits.addAll(Head.patch(List.of(head), positions, from));
    return edits;
  }

  private static String ask(CellSheet sheet, Asked asked, List<Intervention> edits) {
    return sheet.ask(asked, edits.toArray(Intervention[]::new));
  }

  HeadEffects effects(Answers answers) {
    return effects(answers, null);
  }

  /**
   * The same.
   *
   * @param sameRuns what was found in the same two runs of every pair, so that the direct way need
   *     not be computed again
   */
  HeadEffects effects(Answers answers, @Nullable HeadEffects sameRuns) {
    int n = pairs.size();
    double[][] whole = new double[n][];
    double[][][] denoising = new double[heads.size()][n][];
    double[][][] noising = new double[heads.size()][n][];
    for (int i = 0; i < n; i++) {
      whole[i] = RestoredShare.change(setting.task(), answers, weak.get(i), strong.get(i));
      for (int head = 0; head < heads.size(); head++) {
        denoising[head][i] =
            moved(answers, weak.get(i), denoised.get(i).get(head), whole[i].length);
        noising[head][i] = moved(answers, noised.get(i).get(head), strong.get(i), whole[i].length);
      }
    }
    return sameRuns != null
        ? new HeadEffects(whole, denoising, noising, sameRuns.direct(), sameRuns.norm())
        : new HeadEffects(
            whole, denoising, noising, direct(answers, whole[0].length), norms(answers));
  }

  private double[][][] direct(Answers answers, int coordinates) {
    DirectEffect path = new DirectEffect(setting.task(), model);
    double[][][] direct = new double[heads.size()][pairs.size()][];
    for (int i = 0; i < pairs.size(); i++) {
      double[][] of = path.of(answers, weak.get(i), strong.get(i), pairs.get(i).weak().answers());
      for (int head = 0; head < of.length; head++) {
        direct[head][i] = heads.get(head).equals(away) ? missing(coordinates) : of[head];
      }
    }
    return direct;
  }

  private double[] norms(Answers answers) {
    double[] squares = new double[heads.size()];
    for (List<String> runs : List.of(weak, strong)) {
      for (String run : runs) {
        for (int head = 0; head < squares.length; head++) {
          for (float w : written(answers, run, heads.get(head))) {
            squares[head] += (double) w * w / (2.0 * pairs.size());
          }
        }
      }
    }
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  private double[] moved(
      Answers answers, @Nullable String from, @Nullable String to, int coordinates) {
    return from == null || to == null
        ? missing(coordinates)
        : RestoredShare.change(setting.task(), answers, from, to);
  }

  private static double[] missing(int coordinates) {
    double[] none = new double[coordinates];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  /** {@code [d_model]}: what a head adds to the stream at the last position. */
  private float[] written(Answers answers, String run, Head head) {
    float[] all = answers.activation(run, HookPoint.of(Hook.RESULT, head.layer()).name());
    int d = model.config().dModel();
    return Arrays.copyOfRange(all, head.head() * d, (head.head() + 1) * d);
  }
}
