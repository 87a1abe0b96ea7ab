package dev.credence.lab.replicate;

import dev.credence.belief.Evidence;
import dev.credence.transformer.Model;
import dev.credence.transformer.PrecisionCheck;
import dev.credence.transformer.Results;
import dev.credence.transformer.hook.Capture;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All the prompts of a part, so that they run as one set of cells and share their rows; then the
 * answers by section, in the order in which they were asked.
 */
final class PromptSheet {
  /** One prompt, asked once. */
  private record Entry(
      String id,
      String section,
      String wording,
      Evidence evidence,
      BoundPrompt prompt,
      String readout) {}

  private final CellSet.Builder cells = CellSet.builder();
  private final Map<Answers, String> readouts = new HashMap<>();
  private final Map<List<Integer>, String> prompts = new HashMap<>();
  private final Map<String, List<Entry>> sections = new LinkedHashMap<>();
  private int size;

  /** Asks; returns the cell's id. */
  String ask(
      String section,
      String wording,
      Evidence evidence,
      BoundPrompt prompt,
      Answers answers,
      List<Intervention> edits) {
    List<Entry> entries = sections.computeIfAbsent(section, s -> new ArrayList<>());
    String id = section + "." + entries.size();
    String readout =
        readouts.computeIfAbsent(answers, a -> readout("xy" + readouts.size(), a.readout()));
    entries.add(new Entry(id, section, wording, evidence, prompt, readout));
    cells.cell(new Cell(id, name(prompt), edits, List.of(readout)));
    size++;
    return id;
  }

  /** Asks without edits. */
  String ask(
      String section, String wording, Evidence evidence, BoundPrompt prompt, Answers answers) {
    return ask(section, wording, evidence, prompt, answers, List.of());
  }

  /** The name under which interventions can draw on a prompt. */
  String name(BoundPrompt prompt) {
    List<Integer> key = Arrays.stream(prompt.tokens()).boxed().toList();
    String known = prompts.get(key);
    if (known != null) {
      return known;
    }
    String name = "prompt" + prompts.size();
    prompts.put(key, name);
    cells.prompt(name, prompt.tokens());
    return name;
  }

  private String readout(String name, Readout readout) {
    cells.readout(name, readout);
    return name;
  }

  void tensor(String name, NdArray values) {
    cells.tensor(name, values);
  }

  void capture(Capture capture) {
    cells.capture(capture);
  }

  int size() {
    return size;
  }

  List<String> ids(String section) {
    return sections.getOrDefault(section, List.of()).stream().map(Entry::id).toList();
  }

  /** Runs them, and compares what a reduced precision gave to float32. */
  Results run(Model model, Progress progress) {
    CellSet set = cells.build();
    Results results = model.run(set, progress.begin(size));
    progress.compared(PrecisionCheck.of(model, set, results));
    return results;
  }

  /** The answers of one section. */
  List<Answer> answers(String section, Results results) {
    return sections.getOrDefault(section, List.of()).stream()
        .map(
            e ->
                Answer.of(
                    e.section(),
                    e.wording(),
                    e.evidence(),
                    e.prompt(),
                    results.reading(e.id(), e.readout())))
        .toList();
  }

  /** Every answer, section by section. */
  List<Answer> answers(Results results) {
    return sections.keySet().stream().flatMap(s -> answers(s, results).stream()).toList();
  }
}
