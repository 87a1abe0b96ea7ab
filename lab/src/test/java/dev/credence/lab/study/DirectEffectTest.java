package dev.credence.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.belief.Task;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.Asked;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.control.Controls;
import dev.credence.transformer.Model;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The direct way, computed a second time by runs in which every other way is held shut. */
class DirectEffectTest {

  /**
   * The head at the last position from the donor; whatever comes later there, from the run's own.
   */
  private static List<Intervention> pathPatch(
      CellSheet sheet, Model model, Head head, Asked run, Asked donor) {
    String own = sheet.prompt(run.tokens());
    List<Intervention> edits =
        new ArrayList<>(Head.patch(List.of(head), Positions.LAST, sheet.prompt(donor.tokens())));
    for (int layer = head.layer(); layer < model.config().layers(); layer++) {
      if (layer > head.layer()) {
        edits.add(new Patch(Site.at(HookPoint.of(Hook.ATTN_OUT, layer), Positions.LAST), own));
      }
      edits.add(new Patch(Site.at(HookPoint.of(Hook.MLP_OUT, layer), Positions.LAST), own));
    }
    return edits;
  }

  @Test
  void itIsWhatIsLeftWhenEveryLaterLayerIsHeld(@TempDir Path folder) {
    Task task = Controls.named("exact-bayes-in-context").task();
    try (Model model = HeadFixture.llama(folder, 64, 5)) {
      Setting setting = HeadFixture.setting(model, task, 5);
      HeadStudy study = new HeadStudy(setting, model, HeadOptions.STANDARD);
      List<HeadPair> pairs = study.selectPairs().subList(0, 3);
      CellSheet sheet = new CellSheet();
      HeadScan scan = new HeadScan(setting, model, pairs, HeadScope.ANSWER, null);
      scan.ask(sheet);
      List<List<String>> there = new ArrayList<>();
      List<List<String>> back = new ArrayList<>();
      for (HeadPair pair : pairs) {
        List<String> up = new ArrayList<>();
        List<String> down = new ArrayList<>();
        for (Head head : study.heads()) {
          up.add(
              sheet.ask(
                  pair.weak(),
                  pathPatch(sheet, model, head, pair.weak(), pair.strong())
                      .toArray(Intervention[]::new)));
          down.add(
              sheet.ask(
                  pair.strong(),
                  pathPatch(sheet, model, head, pair.strong(), pair.weak())
                      .toArray(Intervention[]::new)));
        }
        there.add(up);
        back.add(down);
      }
      Answers answers = sheet.run("heads", (_, cells) -> model.run(cells));
      HeadEffects effects = scan.effects(answers);
      double largest = 0;
      for (int i = 0; i < pairs.size(); i++) {
        String weak = sheet.ask(pairs.get(i).weak());
        String strong = sheet.ask(pairs.get(i).strong());
        for (int h = 0; h < study.heads().size(); h++) {
          double risen =
              RestoredShare.change(setting.task(), answers, weak, there.get(i).get(h))[0];
          double fallen =
              RestoredShare.change(setting.task(), answers, back.get(i).get(h), strong)[0];
          double direct = effects.direct()[h][i][0];
          assertThat(direct)
              .as("pair %d head %s", i, study.heads().get(h))
              .isCloseTo((risen + fallen) / 2, within(1e-5));
          largest = Math.max(largest, Math.abs(direct));
        }
      }
      assertThat(largest).as("there is something to compare").isGreaterThan(1e-3);
    }
  }

  @Test
  void aHeadThatIsTakenAwayIsNotMeasured(@TempDir Path folder) {
    Task task = Controls.named("exact-bayes-in-context").task();
    try (Model model = HeadFixture.llama(folder, 64, 6)) {
      Setting setting = HeadFixture.setting(model, task, 6);
      HeadStudy study = new HeadStudy(setting, model, HeadOptions.STANDARD);
      CellSheet sheet = new CellSheet();
      HeadScan scan =
          new HeadScan(setting, model, study.selectPairs(), HeadScope.ANSWER, new Head(1, 0));
      scan.ask(sheet);
      HeadEffects effects = scan.effects(sheet.run("heads", (_, cells) -> model.run(cells)));
      int away = study.heads().indexOf(new Head(1, 0));
      assertThat(effects.totals()[away]).as("taken away, not measured").isNaN();
      assertThat(RestoredShare.of(effects.direct()[away], effects.whole())).isNaN();
      assertThat(effects.totals()[0]).isFinite();
    }
  }
}
