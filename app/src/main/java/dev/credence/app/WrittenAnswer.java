package dev.credence.app;

import dev.credence.lab.experiment.EditForm;
import dev.credence.lab.experiment.ExperimentCells;
import dev.credence.transformer.Model;
import dev.credence.transformer.generate.Decoding;
import dev.credence.transformer.generate.Generated;
import dev.credence.transformer.generate.Generation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.tokenizer.EndOfSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code query --generate} shows: what one or two cells wrote, unedited and edited.
 *
 * @param model that wrote it; still open
 * @param ready the cells
 * @param generation what was asked for
 * @param written by cell, in order
 */
record WrittenAnswer(
    Model model, ExperimentCells ready, Generation generation, List<Generated> written) {

  /** For people, in 80 columns. */
  String text() {
    List<String> lines = new ArrayList<>();
    Generated first = written.getFirst();
    String bos = ready.bos().get(QueryAnswer.PROMPT);
    lines.add(
        first.prompt().length
            + " tokens, then "
            + generation.tokens()
            + " at most, "
            + decoding()
            + '.'
            + (bos == null ? "" : " Beginning of sequence: " + bos));
    lines.add("End of sequence: " + end());
    lines.add("");
    List<Columns.Column> columns =
        written.stream().map(w -> new Columns.Column(w.cell(), text(w), ending(w))).toList();
    lines.addAll(new Columns(columns).lines());
    for (Generated each : written) {
      for (Intervention edit : each.promptOnly()) {
        lines.add("");
        lines.add("The edit at " + edit.site() + " acts on the prompt's tokens only.");
      }
    }
    return String.join("\n", lines);
  }

  private String decoding() {
    return switch (generation.decoding()) {
      case Decoding.Greedy greedy -> "the likeliest each time";
      case Decoding.Sampling s ->
          String.format(Locale.ROOT, "drawn at temperature %s", s.temperature())
              + (s.topK() == 0 ? "" : ", top-k " + s.topK())
              + (s.topP() == 1 ? "" : ", top-p " + s.topP())
              + ", seed "
              + s.seed();
    };
  }

  private String end() {
    EndOfSequence end = model.endOfSequence();
    if (end.ids().isEmpty()) {
      return "none, " + end.reason();
    }
    return end.ids().stream().map(this::named).collect(Collectors.joining(", "))
        + ", "
        + end.reason();
  }

  private String named(int id) {
    return model
        .tokenizer()
        .filter(tokenizer -> tokenizer.has(id))
        .map(tokenizer -> id + " " + ModelDescription.quoted(tokenizer.token(id)))
        .orElse("token " + id);
  }

  /** Its text; without a tokenizer its ids. */
  private String text(Generated each) {
    return model
        .tokenizer()
        .map(each::text)
        .orElseGet(
            () ->
                Arrays.stream(each.tokensBeforeEnd())
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" ")));
  }

  private static String ending(Generated each) {
    return each.ended()
        ? String.format(Locale.ROOT, "[ended with its token %d]", each.tokens().length)
        : String.format(Locale.ROOT, "[stopped after %d tokens]", each.tokens().length);
  }

  /** For scripts. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", model.name());
    tree.put("dtype", String.valueOf(model.options().dtype()));
    tree.put("tokens", written.getFirst().prompt());
    Optional.ofNullable(ready.bos().get(QueryAnswer.PROMPT)).ifPresent(b -> tree.put("bos", b));
    Map<String, Object> how = new LinkedHashMap<>();
    how.put("tokens", generation.tokens());
    switch (generation.decoding()) {
      case Decoding.Greedy greedy -> how.put("decoding", "greedy");
      case Decoding.Sampling s -> {
        how.put("decoding", "sampling");
        how.put("temperature", s.temperature());
        how.put("top_k", s.topK());
        how.put("top_p", s.topP());
        how.put("seed", s.seed());
      }
    }
    how.put("end_of_sequence", List.copyOf(model.endOfSequence().ids()));
    tree.put("generate", how);
    tree.put("generated", written.stream().map(this::tree).toList());
    return tree;
  }

  private Map<String, Object> tree(Generated each) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("cell", each.cell());
    List<Intervention> edits =
        ready.cells().cells().stream()
            .filter(cell -> cell.id().equals(each.cell()))
            .map(Cell::interventions)
            .findFirst()
            .orElseThrow();
    if (!edits.isEmpty()) {
      tree.put("edits", edits.stream().map(EditForm::write).toList());
      tree.put("prompt_only", each.promptOnly().stream().map(edits::indexOf).toList());
    }
    tree.put("tokens", each.tokens());
    model.tokenizer().ifPresent(tokenizer -> tree.put("text", each.text(tokenizer)));
    tree.put("ended", each.ended());
    return tree;
  }
}
