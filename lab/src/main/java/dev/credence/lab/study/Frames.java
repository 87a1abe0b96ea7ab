package dev.credence.lab.study;

import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.Examples;
import dev.credence.belief.numpy.NumpyRandom;
import dev.credence.belief.prompt.Frame;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.ask.ChatFrame;
import dev.credence.lab.ask.Interview;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the answer is asked for. Every frame is tried on some cells of the fit split; the one in
 * which the answers have the greatest median probability is used, all are reported.
 */
final class Frames {
  private static final int CELLS = 48;
  private static final int EXAMPLES = 4;

  private final List<Tried> tried;
  private final Map<String, String> leftOut;

  private record Tried(Frame frame, double mass, double lower, double upper) {}

  private Frames(List<Tried> tried, Map<String, String> leftOut) {
    this.tried = tried;
    this.leftOut = leftOut;
  }

  /**
   * Tries every frame in which all cells can be asked.
   *
   * @param all cells of the design
   * @param fit those on which frames are tried
   * @throws InvalidInputException if there is no such frame
   */
  static Frames of(
      Model model,
      Interview interview,
      List<DesignCell> all,
      List<DesignCell> fit,
      long seed,
      CellRunner runner) {
    List<Frame> frames = new ArrayList<>();
    frames.add(Frame.QUESTION);
    frames.add(Frame.CONTINUATION);
    frames.add(Frame.BARE_SYMBOL);
    model.chatTemplate().flatMap(ChatFrame::of).ifPresent(frames::add);
    frames.add(Examples.solved(fit, EXAMPLES, seed));
    List<DesignCell> permuted = NumpyRandom.ofSeed(seed + 5).permutation(fit);
    List<DesignCell> some = permuted.subList(0, Math.min(CELLS, permuted.size()));
    CellSheet sheet = new CellSheet();
    List<List<String>> ids = new ArrayList<>();
    List<Frame> asked = new ArrayList<>();
    Map<String, String> leftOut = new LinkedHashMap<>();
    for (Frame frame : frames) {
      Optional<String> why = obstacle(interview, all, frame);
      if (why.isPresent()) {
        leftOut.put(frame.label(), why.get());
        continue;
      }
      asked.add(frame);
      ids.add(some.stream().map(c -> sheet.ask(interview.ask(in(c, frame)))).toList());
    }
    if (asked.isEmpty()) {
      throw new InvalidInputException(
          "%s: the study's prompts can be put in no frame (%s); give other symbols or less evidence in"
              + " a study's file",
          model.name(),
          leftOut.entrySet().stream()
              .map(e -> e.getKey() + ": " + e.getValue())
              .collect(Collectors.joining("; ")));
    }
    Answers answers = sheet.run("frames", runner);
    List<Tried> tried = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      double[] mass = ids.get(i).stream().mapToDouble(answers::mass).toArray();
      tried.add(new Tried(asked.get(i), Spread.median(mass), Spread.min(mass), Spread.max(mass)));
    }
    return new Frames(tried, leftOut);
  }

  /** Why not all cells can be asked in a frame, if they cannot. */
  private static Optional<String> obstacle(Interview interview, List<DesignCell> all, Frame frame) {
    for (DesignCell cell : all) {
      if (!((TextPresentation) cell.presentation()).fits(frame)) {
        return Optional.of("fillers stand behind the draws");
      }
      DesignCell put = in(cell, frame);
      if (!interview.canAnswer(put.presentation())) {
        return Optional.of("a symbol is not one token");
      }
      if (!interview.canAsk(put)) {
        return Optional.of(
            "a prompt of "
                + interview.ask(put).tokens().size()
                + " tokens, and the context is "
                + interview.context());
      }
    }
    return Optional.empty();
  }

  static DesignCell in(DesignCell cell, Frame frame) {
    return cell.in(((TextPresentation) cell.presentation()).with(frame));
  }

  /** The one with the greatest median mass. */
  Frame best() {
    return tried.stream().max(Comparator.comparingDouble(Tried::mass)).orElseThrow().frame();
  }

  Table table() {
    Table.Builder table = Table.builder("frames", "frame", "median_mass", "least", "most", "used");
    for (Tried t : tried) {
      table.row(
          t.frame().label(),
          t.mass(),
          t.lower(),
          t.upper(),
          t.frame().equals(best()) ? "used" : "");
    }
    leftOut.forEach(
        (frame, why) -> table.row(frame, Double.NaN, Double.NaN, Double.NaN, "left out: " + why));
    return table.build();
  }
}
