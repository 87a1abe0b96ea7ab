package dev.credence.lab.study;

import dev.credence.belief.Task;
import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.design.Splits;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.TokenPresentation;
import dev.credence.belief.question.BeliefTask;
import dev.credence.lab.ask.Interview;
import dev.credence.transformer.Model;
import dev.credence.transformer.source.ModelSource;
import dev.credence.transformer.synthetic.LlamaShape;
import dev.credence.transformer.synthetic.SyntheticModel;
import java.nio.file.Path;
import java.util.List;

/** A study as far as heads need it. */
final class HeadFixture {
  private HeadFixture() {}

  static Setting setting(Model model, Task task, long seed) {
    return setting(
        model,
        BeliefTask.of(task),
        List.of(TokenPresentation.of(task)),
        StudyOptions.QUICK.withSeed(seed));
  }

  static Setting setting(
      Model model, BeliefTask task, List<? extends Presentation> asked, StudyOptions options) {
    Design design =
        Design.of(
            task,
            new DesignOptions(
                options.cells(),
                options.orders(),
                DesignOptions.STANDARD_BELIEF_LIMIT,
                asked,
                options.seed()));
    Splits splits = Splits.of(design, Splits.Shares.EQUAL, options.seed());
    Interview interview = new Interview(model);
    Behaviour behaviour =
        Behaviour.of(
            task, design.cells(), interview, List.of(), "behaviour", (_, c) -> model.run(c));
    return Setting.of(
        task,
        interview,
        behaviour,
        splits,
        Tempering.of(behaviour, splits.cells(Splits.Split.FIT)),
        options,
        Thresholds.STANDARD);
  }

  static HeadStudy study(Model model, Task task, long seed) {
    return new HeadStudy(setting(model, task, seed), model, HeadOptions.STANDARD.withSeed(seed));
  }

  /** Every head alone; hardly anything of the rest, which costs most. */
  static HeadResult.Single single(Model model, Task task, long seed) {
    HeadOptions few = new HeadOptions(12, 1, 1, 1, 1, 12, 1, seed);
    return new HeadStudy(setting(model, task, seed), model, few)
        .run((_, cells) -> model.run(cells))
        .single()
        .orElseThrow();
  }

  static HeadResult result(Model model, Task task, long seed) {
    return study(model, task, seed).run((_, cells) -> model.run(cells));
  }

  /** Norms, rotary positions, gated MLPs and shared keys, of weights that know nothing. */
  static Model llama(Path folder, int vocab, long seed) {
    new SyntheticModel(new LlamaShape(3, 32, 4, 2, 8, 48, vocab, 1, false), seed).write(folder);
    return Model.open(ModelSource.resolve(folder.toString()));
  }
}
