package dev.credence.lab.report;

import dev.credence.lab.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Beliefs over the states of a hidden Markov source as points of their simplex, exact and as a
 * linear map reads them. Not every study has one: a belief about two causes is a point of a line.
 *
 * @see <a href="https://arxiv.org/abs/2405.15943">Shai et al., Transformers Represent Belief State
 *     Geometry in their Residual Stream</a>
 */
final class StudySimplex {
  static final String NAME = "simplex";
  private static final String TITLE = "Simplex";
  private static final String POINTS = "simplex_points";
  private static final String POINT_SETS = "points";

  /** A label of a triangle stands so much further from the middle than its corner. */
  private static final double OUTWARDS = .11;

  /** Any other stands beside its corner, by such a part of the width of all that is drawn. */
  private static final double SIDEWAYS = .085;

  /** Left free around everything, of its width and height. */
  private static final double MARGIN = .09;

  /** Nearer than this, probabilities are equal but for rounding. */
  private static final double EQUAL = 1e-9;

  /** The page makes a panel without an axis so much wider, but no higher. */
  private static final double STRETCHED = 1.08;

  private static final List<Palette> COLOURS =
      List.of(Palette.MODEL, Palette.EDITED, Palette.SECOND, Palette.INK, Palette.GREY);

  private static final List<Key.Mark> MARKS =
      List.of(
          Key.Mark.CIRCLE, Key.Mark.TRIANGLE, Key.Mark.SQUARE, Key.Mark.DIAMOND, Key.Mark.CROSS);

  private final StudyFacts facts;
  private final String hook;
  private final List<String> evidence;
  private final double[][] exact;
  private final double[][] read;
  private final int states;
  private final Projection projection;

  private StudySimplex(StudyFacts facts, Table table) {
    this.facts = facts;
    this.hook = table.strings("hook").getFirst();
    this.evidence = table.strings("evidence");
    this.states = (int) table.columns().stream().filter(c -> c.startsWith("exact_")).count();
    this.exact = beliefs(table, "exact_");
    this.read = beliefs(table, "read_");
    this.projection = Projection.of(exact);
  }

  private double[][] beliefs(Table table, String which) {
    double[][] beliefs = new double[table.size()][states];
    for (int state = 0; state < states; state++) {
      double[] column = table.doubles(which + state);
      for (int i = 0; i < column.length; i++) {
        beliefs[i][state] = column[i];
      }
    }
    return beliefs;
  }

  /** Empty where the study has no such table. */
  static Optional<Figure> of(StudyFacts facts) {
    return facts.table(POINTS).map(table -> new StudySimplex(facts, table).figure());
  }

  private Figure figure() {
    String sentence = sentence();
    ObjectNode chart =
        Spec.chart(
            TITLE + ". " + sentence,
            List.of(panel("exact belief", "exact"), panel("belief as read", "read")),
            2);
    ObjectNode datasets = JsonNodeFactory.instance.objectNode();
    datasets.set(POINT_SETS, rows().node());
    chart.set("datasets", datasets);
    return new Figure.Drawn(
        facts.id(NAME), TITLE, sentence, caption(), alternative(), key(), chart);
  }

  /** The first of equals. */
  private static int likeliest(double[] belief) {
    int best = 0;
    for (int state = 1; state < belief.length; state++) {
      best = belief[state] > belief[best] + EQUAL ? state : best;
    }
    return best;
  }

  private static String name(int state) {
    return "state " + state;
  }

  private static Palette colour(int state) {
    return COLOURS.get(state % COLOURS.size());
  }

  /** After five states colours come again, with other marks. */
  private static Key.Mark mark(int state) {
    return MARKS.get((state + state / COLOURS.size()) % MARKS.size());
  }

  private static String shape(int state) {
    return switch (mark(state)) {
      case TRIANGLE -> "triangle-up";
      case SQUARE -> "square";
      case DIAMOND -> "diamond";
      case CROSS -> "cross";
      default -> "circle";
    };
  }

  private <T> List<T> each(Function<Integer, T> ofState) {
    return IntStream.range(0, states).boxed().map(ofState).toList();
  }

  private static double round(double value) {
    return Math.round(value * 1e5) / 1e5;
  }

  private Rows rows() {
    var rows = new Rows();
    for (int i = 0; i < exact.length; i++) {
      double[] at = projection.at(exact[i]);
      double[] readAt = projection.at(read[i]);
      int state = likeliest(exact[i]);
      rows.add(
          "evidence",
          evidence.get(i),
          "exactX",
          round(at[0]),
          "exactY",
          round(at[1]),
          "readX",
          round(readAt[0]),
          "readY",
          round(readAt[1]),
          "state",
          name(state),
          "sure",
          round(exact[i][state]),
          "exact",
          shown(exact[i]),
          "read",
          shown(read[i]));
    }
    return rows;
  }

  /** ".712, .154, .134". */
  private static String shown(double[] belief) {
    return Arrays.stream(belief).mapToObj(Numbers::share).collect(Collectors.joining(", "));
  }

  private ObjectNode panel(String title, String which) {
    double[] x = domain(0);
    double[] y = domain(1);
    int width = Runs.width(2);
    return Spec.panel("study-simplex")
        .with("title", title)
        .with("width", width)
        .with(
            "height",
            (int) Math.round(width * (projection.triangle() ? STRETCHED : 1) * span(y) / span(x)))
        .with("edges", edges())
        .with("corners", corners())
        .with("points", POINT_SETS)
        .with("x", which + "X")
        .with("y", which + "Y")
        .with("xDomain", List.of(x[0], x[1]))
        .with("yDomain", List.of(y[0], y[1]))
        .with("xAxis", axis(0))
        .with("yAxis", axis(1))
        .with("states", each(StudySimplex::name))
        .with("colours", each(state -> colour(state).hex()))
        .with("shapes", each(StudySimplex::shape))
        .with("sure", List.of(1.0 / states, 1))
        .build();
  }

  private static double span(double[] domain) {
    return domain[1] - domain[0];
  }

  /** A triangle needs no axis: its corners are named. */
  private Object axis(int k) {
    if (projection.triangle()) {
      return JsonNodeFactory.instance.nullNode();
    }
    return JsonNodeFactory.instance
        .objectNode()
        .put("title", (k == 0 ? "first" : "second") + " component")
        .put("tickCount", 5)
        .put("grid", false);
  }

  /** Both panels show all of both, and the corners with their labels. */
  private double[] domain(int k) {
    double[] all = range(k, Stream.concat(drawn(), each(this::label).stream()));
    double margin = MARGIN * span(all);
    return new double[] {all[0] - margin, all[1] + margin};
  }

  private Stream<double[]> drawn() {
    return Stream.concat(
        Stream.concat(Arrays.stream(exact), Arrays.stream(read)).map(projection::at),
        each(projection::corner).stream());
  }

  private static double[] range(int k, Stream<double[]> points) {
    DoubleSummaryStatistics all = points.mapToDouble(p -> p[k]).summaryStatistics();
    return new double[] {all.getMin(), all.getMax()};
  }

  private double[] label(int state) {
    double[] corner = projection.corner(state);
    if (projection.triangle()) {
      double[] middle = projection.at(new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3});
      return new double[] {
        corner[0] + OUTWARDS * (corner[0] - middle[0]),
        corner[1] + OUTWARDS * (corner[1] - middle[1])
      };
    }
    double aside = SIDEWAYS * span(range(0, drawn()));
    long further = each(projection::corner).stream().filter(c -> c[0] < corner[0]).count();
    return new double[] {corner[0] + (2 * further < states ? -aside : aside), corner[1]};
  }

  private Rows corners() {
    var rows = new Rows();
    for (int state = 0; state < states; state++) {
      double[] at = label(state);
      rows.add("x", at[0], "y", at[1], "state", name(state));
    }
    return rows;
  }

  private Rows edges() {
    var rows = new Rows();
    for (int i = 0; i < states; i++) {
      for (int j = 0; j < i; j++) {
        double[] from = projection.corner(j);
        double[] to = projection.corner(i);
        rows.add("x", from[0], "y", from[1], "toX", to[0], "toY", to[1]);
      }
    }
    return rows;
  }

  private double r2(String column) {
    return facts
        .table(NAME)
        .map(t -> t.where("hook", hook))
        .filter(t -> t.size() > 0)
        .map(t -> t.doubles(column)[0])
        .orElse(Double.NaN);
  }

  private String sentence() {
    return ("Read where a linear map reads it best, at %s, the belief over %d states has R\u00b2 %s on"
            + " words that the map was not fitted on, and %s in sample.")
        .formatted(
            StudyFacts.Place.of(hook).words(),
            states,
            Numbers.share(r2("r2_held_out")),
            Numbers.share(r2("r2_in_sample")));
  }

  private String caption() {
    return "A point is a word of the confirm split (n = "
        + Numbers.count(exact.length)
        + "); its colour and shape are the state that is most probable in truth (of equals the first),"
        + " in both panels, fainter the less sure it is; equal beliefs lie on each other. First the exact belief after the word, then what a ridge"
        + " probe, fitted on the fit and select splits, reads from the stream at the last position."
        + (projection.triangle()
            ? " Barycentric: at a corner its state is certain, and what is read may lie outside."
            : (" Both are projected on the first two principal components of the exact beliefs of"
                    + " these words (%s and %s of their variance); lines join the points where one"
                    + " state is certain.")
                .formatted(
                    StudyDose.percent(projection.shares()[0]),
                    StudyDose.percent(projection.shares()[1])))
        + " R\u00b2 is over all coordinates, every length counting the same; in sample is least squares"
        + " over all words, as published figures have it. No interval.";
  }

  private List<Key> key() {
    return each(
        state -> new Key(mark(state), colour(state), name(state) + " is the most probable"));
  }

  private String alternative() {
    List<String> lines = new ArrayList<>();
    for (int state = 0; state < states; state++) {
      int of = state;
      int[] words =
          IntStream.range(0, exact.length).filter(i -> likeliest(exact[i]) == of).toArray();
      lines.add(
          words.length == 0
              ? "State %d is most probable after no word".formatted(state)
              : "State %d is most probable after %s: belief on average %s exact, %s as read"
                  .formatted(
                      state,
                      Numbers.count(words.length, "word"),
                      shown(mean(exact, words)),
                      shown(mean(read, words))));
    }
    return String.join(". ", lines) + ".";
  }

  private double[] mean(double[][] beliefs, int[] words) {
    double[] mean = new double[states];
    for (int i : words) {
      for (int state = 0; state < states; state++) {
        mean[state] += beliefs[i][state] / words.length;
      }
    }
    return mean;
  }
}
