package dev.credence.app;

import dev.credence.lab.experiment.EditForm;
import dev.credence.lab.experiment.ExperimentOutcome;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.Reading;
import dev.credence.transformer.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code query} shows: one or two cells, unedited and edited.
 *
 * @param outcome of the run
 */
record QueryAnswer(ExperimentOutcome outcome) {
  static final String PROMPT = "prompt";
  static final String UNEDITED = "unedited";
  static final String EDITED = "edited";

  /** Below this mass the answers are hardly considered at all. */
  private static final double LITTLE_MASS = 0.01;

  /** For people, in 80 columns. */
  String text() {
    StringBuilder text = new StringBuilder();
    int[] tokens = Objects.requireNonNull(outcome.ready().cells().prompts().get(PROMPT));
    line(text, "%d tokens, read at the last one.%s", tokens.length, bos());
    List<Reading> readings = outcome.results().readings();
    Reading first = readings.getFirst();
    if (!first.labels().isEmpty()) {
      line(text, "");
      StringBuilder head = new StringBuilder(String.format(Locale.ROOT, "%-18s", "answer"));
      readings.forEach(r -> head.append(String.format(Locale.ROOT, "%12s", r.cell())));
      line(text, "%s", head);
      for (int i = 0; i < first.labels().size(); i++) {
        row(text, "P(" + ModelDescription.quoted(first.labels().get(i)) + ")", i);
      }
      row(text, "mass of these", Reading::mass);
      row(text, "P(first | these)", reading -> reading.among(0));
      if (first.labels().size() > 1) {
        row(text, "logit difference", Reading::logitDifferenceNats);
      }
    }
    if (readings.size() > 1) {
      line(text, "%nKL(unedited || edited): %.6f nats", readings.getLast().klNats());
    }
    for (Reading reading : readings) {
      if (reading.topTokens().length > 0) {
        line(text, "%n%s, likeliest tokens", reading.cell());
      }
      for (int i = 0; i < reading.topTokens().length; i++) {
        line(
            text,
            "%12.6f  %8d  %s",
            reading.topProbabilities()[i],
            reading.topTokens()[i],
            token(reading.topTokens()[i]));
      }
    }
    if (!first.labels().isEmpty() && first.mass() < LITTLE_MASS) {
      line(
          text,
          "%nThe answers together have probability %.2g: the model hardly considers them.",
          first.mass());
    }
    outcome.precision().line().ifPresent(line -> line(text, "%n%s", line));
    return text.toString().stripTrailing();
  }

  private String bos() {
    String reason = outcome.ready().bos().get(PROMPT);
    return reason == null ? "" : " Beginning of sequence: " + reason;
  }

  private void row(StringBuilder text, String name, int answer) {
    row(text, name, reading -> reading.probabilities()[answer]);
  }

  private void row(StringBuilder text, String name, ToDoubleFunction<Reading> of) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-18s", name));
    for (Reading reading : outcome.results().readings()) {
      row.append(String.format(Locale.ROOT, "%12.6f", of.applyAsDouble(reading)));
    }
    line(text, "%s", row);
  }

  private static void line(StringBuilder text, String format, Object... args) {
    text.append(String.format(Locale.ROOT, format, args)).append('\n');
  }

  private String token(int id) {
    Optional<Tokenizer> tokenizer = outcome.model().tokenizer();
    return tokenizer.isPresent() && id < tokenizer.get().vocabularySize()
        ? ModelDescription.quoted(tokenizer.get().text(id))
        : "";
  }

  /** For scripts. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("model", outcome.model().name());
    tree.put("dtype", String.valueOf(outcome.model().options().dtype()));
    tree.put("precision_check", outcome.precision().tree());
    tree.put("tokens", Objects.requireNonNull(outcome.ready().cells().prompts().get(PROMPT)));
    Optional.ofNullable(outcome.ready().bos().get(PROMPT)).ifPresent(b -> tree.put("bos", b));
    List<Object> cells = new ArrayList<>();
    for (Reading reading : outcome.results().readings()) {
      cells.add(cell(reading));
    }
    tree.put("cells", cells);
    return tree;
  }

  private Map<String, @Nullable Object> cell(Reading reading) {
    Map<String, @Nullable Object> cell = new LinkedHashMap<>();
    cell.put("cell", reading.cell());
    for (Cell source : outcome.ready().cells().cells()) {
      if (source.id().equals(reading.cell()) && !source.interventions().isEmpty()) {
        cell.put("edits", source.interventions().stream().map(EditForm::write).toList());
      }
    }
    cell.put("position", reading.position());
    if (!reading.labels().isEmpty()) {
      Map<String, Object> among = new LinkedHashMap<>();
      for (int i = 0; i < reading.labels().size(); i++) {
        among.put(
            reading.labels().get(i),
            Map.of("logit", reading.logits()[i], "p", reading.probabilities()[i]));
      }
      cell.put("among", among);
      cell.put("mass", reading.mass());
      cell.put("p_among", number(reading.among(0)));
      cell.put("logit_difference", number(reading.logitDifferenceNats()));
    }
    if (reading.cell().equals(EDITED)) {
      cell.put("kl_nats", number(reading.klNats()));
    }
    if (reading.topTokens().length > 0) {
      List<Object> top = new ArrayList<>();
      for (int i = 0; i < reading.topTokens().length; i++) {
        Map<String, Object> token = new LinkedHashMap<>();
        int id = reading.topTokens()[i];
        token.put("id", id);
        outcome
            .model()
            .tokenizer()
            .filter(t -> id < t.vocabularySize())
            .ifPresent(t -> token.put("text", t.text(id)));
        token.put("p", reading.topProbabilities()[i]);
        top.add(token);
      }
      cell.put("top", top);
    }
    return cell;
  }

  /** JSON has no NaN: a number that is missing is null. */
  private static @Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
