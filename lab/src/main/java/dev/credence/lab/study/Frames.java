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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the answer is asked for. Every frame is tried on some cells of the fit split; the one in
 * which the answers have the greatest median probability is used, all are reported.
 */
final class Frames {
  private static final int CELLS = 48;
  private static final int EXAMPLES = 4;

  private final List<Tried> tried;

  private record Tried(Frame frame, double mass, double lower, double upper) {}

  private Frames(List<Tried> tried) {
    this.tried = tried;
  }

  static Frames of(
      Model model, Interview interview, List<DesignCell> fit, long seed, CellRunner runner) {
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
    for (Frame frame : frames) {
      if (!some.stream().allMatch(c -> ((TextPresentation) c.presentation()).fits(frame))) {
        continue;
      }
      List<DesignCell> cells = some.stream().map(c -> in(c, frame)).toList();
      if (cells.stream().allMatch(c -> interview.canAnswer(c.presentation()))) {
        asked.add(frame);
        ids.add(cells.stream().map(c -> sheet.ask(interview.ask(c))).toList());
      }
    }
    Answers answers = sheet.run("frames", runner);
    List<Tried> tried = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      double[] mass = ids.get(i).stream().mapToDouble(answers::mass).toArray();
      tried.add(new Tried(asked.get(i), Spread.median(mass), Spread.min(mass), Spread.max(mass)));
    }
    return new Frames(tried);
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
    return table.build();
  }
}
