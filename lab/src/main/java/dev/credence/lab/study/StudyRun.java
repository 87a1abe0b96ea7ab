package dev.credence.lab.study;

import dev.credence.belief.Task;
import dev.credence.belief.design.Design;
import dev.credence.belief.design.DesignCell;
import dev.credence.belief.design.DesignOptions;
import dev.credence.belief.design.Splits;
import dev.credence.belief.prompt.Frame;
import dev.credence.belief.prompt.Presentation;
import dev.credence.belief.prompt.TextPresentation;
import dev.credence.belief.prompt.TokenPresentation;
import dev.credence.belief.question.BeliefTask;
import dev.credence.belief.question.Question;
import dev.credence.belief.question.Variable;
import dev.credence.lab.ask.Answers;
import dev.credence.lab.ask.CellRunner;
import dev.credence.lab.ask.CellSheet;
import dev.credence.lab.ask.Interview;
import dev.credence.lab.control.Subject;
import dev.credence.lab.table.Table;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.weights.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A study, step by step: ask, find Z, judge it, decide. */
public final class StudyRun {
  private final Model model;
  private final BeliefTask task;
  private final List<? extends Presentation> presentations;
  private final Map<String, Presentation> elsewhere;
  private final StudyOptions options;
  private final Thresholds thresholds;

  /**
   * A study.
   *
   * @param model to be judged
   * @param task what it is asked about
   * @param presentations how it is asked
   * @param elsewhere presentations that are kept for C9, by a name
   * @param options how much it is asked
   * @param thresholds where lines are drawn
   */
  public StudyRun(
      Model model,
      BeliefTask task,
      List<? extends Presentation> presentations,
      Map<String, Presentation> elsewhere,
      StudyOptions options,
      Thresholds thresholds) {
    this.model = model;
    this.task = task;
    this.presentations = List.copyOf(presentations);
    this.elsewhere = elsewhere;
    this.options = options;
    this.thresholds = thresholds;
  }

  /**
   * A study of a model that speaks in the tokens of a task.
   *
   * @param model to be judged
   * @param task what its tokens mean
   * @param options how much it is asked
   * @param thresholds where lines are drawn
   * @return the study
   */
  public static StudyRun of(Model model, Task task, StudyOptions options, Thresholds thresholds) {
    TokenPresentation presentation = TokenPresentation.of(task);
    Map<String, Presentation> elsewhere = new LinkedHashMap<>();
    TokenPresentation other = presentation.otherSymbols();
    if (other != null) {
      elsewhere.put("other symbols", other);
    }
    return new StudyRun(
        model, BeliefTask.of(task), List.of(presentation), elsewhere, options, thresholds);
  }

  /**
   * A study of a subject: in the tokens of its task where it has one, else in English.
   *
   * @param subject to be judged
   * @param file what is asked
   * @return the study
   * @throws InvalidInputException if it has neither task nor tokenizer
   */
  public static StudyRun of(Subject subject, StudyFile file) {
    Task task = subject.task();
    if (task != null) {
      return of(subject.model(), task, file.options(), file.thresholds());
    }
    if (subject.model().tokenizer().isEmpty()) {
      throw new InvalidInputException(
          "%s: it has neither a tokenizer nor a task.yaml; give a file that says what its tokens mean"
              + " with --task",
          subject.model().name());
    }
    return new StudyRun(
        subject.model(),
        file.task(),
        file.presentations(),
        file.elsewhere(),
        file.options(),
        file.thresholds());
  }

  /** The stream between its parts, in order: before and after each MLP. */
  private List<HookPoint> points() {
    List<HookPoint> there = model.hooks().points();
    List<HookPoint> points = new ArrayList<>();
    for (int layer = 0; layer < model.config().layers(); layer++) {
      for (Hook hook : List.of(Hook.RESID_MID, Hook.RESID_POST)) {
        HookPoint point = HookPoint.of(hook, layer);
        if (there.contains(point)) {
          points.add(point);
        }
      }
    }
    return points;
  }

  /**
   * Runs it.
   *
   * @param runner where cells are run
   * @return what was found
   */
  public StudyResult run(CellRunner runner) {
    Interview interview = new Interview(model);
    Design design = design(presentations);
    Splits splits = Splits.of(design, Splits.Shares.EQUAL, options.seed());
    Map<String, Presentation> others = elsewhere;
    List<Table> framed = List.of();
    if (presentations.getFirst() instanceof TextPresentation) {
      Frames frames =
          Frames.of(
              model,
              interview,
              design.cells(),
              splits.cells(Splits.Split.FIT),
              options.seed(),
              runner);
      framed = List.of(frames.table());
      design = design(presentations.stream().map(p -> in(p, frames.best())).toList());
      splits = Splits.of(design, Splits.Shares.EQUAL, options.seed());
      others = framed(interview, design.cells(), frames.best());
    }
    Behaviour behaviour =
        Behaviour.of(task, design.cells(), interview, points(), "behaviour", runner);
    Tempering tempering = Tempering.of(behaviour, splits.cells(Splits.Split.FIT));
    Setting setting =
        Setting.of(task, interview, behaviour, splits, tempering, options, thresholds);
    SiteSearch search = SiteSearch.of(setting, runner).withRotations(model, runner);
    Representation z = search.best();
    Optional<Representation> zCounts = search.best("counts");
    return confirm(design, setting, search, z, zCounts.orElse(z), others, framed, runner);
  }

  /**
   * How much is asked.
   *
   * @return the options
   */
  public StudyOptions options() {
    return options;
  }

  /**
   * Where lines are drawn.
   *
   * @return the thresholds
   */
  public Thresholds thresholds() {
    return thresholds;
  }

  /**
   * All that is fixed before anything is asked.
   *
   * @return the plan, with its hash
   */
  public StudyPlan plan() {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("instrument", Instrument.id(thresholds));
    plan.put("model", model.name());
    plan.put("digest", model.digest());
    plan.put("dtype", String.valueOf(model.options().dtype()));
    plan.put("device", String.valueOf(model.options().device()));
    plan.put("processing", model.options().profile().toString());
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("symbols", task.symbols());
    about.put("questions", task.questions().stream().map(Question::name).toList());
    about.put("least_draws", task.evidence().min());
    about.put("most_draws", task.evidence().max());
    about.put("hypotheses", task.hypotheses().stream().map(Variable::name).toList());
    plan.put("task", about);
    plan.put("presentations", presentations.stream().map(Presentation::name).toList());
    plan.put("kept_for_transfer", List.copyOf(elsewhere.keySet()));
    plan.put("sites", points().stream().map(HookPoint::name).toList());
    plan.put("positions", "last");
    plan.put("options", options);
    plan.put("thresholds", thresholds.byName());
    return StudyPlan.of(plan);
  }

  private Design design(List<? extends Presentation> shown) {
    return Design.of(
        task,
        new DesignOptions(
            options.cells(),
            options.orders(),
            DesignOptions.STANDARD_BELIEF_LIMIT,
            shown,
            options.seed()));
  }

  private static Presentation in(Presentation presentation, Frame frame) {
    return ((TextPresentation) presentation).with(frame);
  }

  /** Of the presentations kept for C9 those in which the model can answer. */
  private Map<String, Presentation> framed(
      Interview interview, List<DesignCell> cells, Frame frame) {
    Map<String, Presentation> framed = new LinkedHashMap<>();
    elsewhere.forEach(
        (name, presentation) -> {
          Presentation other = in(presentation, frame);
          if (cells.stream().allMatch(cell -> interview.canAsk(cell.in(other)))) {
            framed.put(name, other);
          }
        });
    return framed;
  }

  private StudyResult confirm(
      Design design,
      Setting setting,
      SiteSearch search,
      Representation z,
      Representation zCounts,
      Map<String, Presentation> others,
      List<Table> framed,
      CellRunner runner) {
    C1Behaviour c1 = new C1Behaviour(setting);
    C4Interchange c4 =
        new C4Interchange(
            setting, z, options.randomSubspaces(), RandomWeights.quality(setting, model, z));
    C6Dose c6 = new C6Dose(setting, z, points().getLast(), logitDirection(setting));
    List<Criterion> criteria =
        List.of(
            new C0Mass(setting),
            c1,
            new C2Order(setting),
            new C3Decodable(setting, z),
            c4,
            new C5Needed(setting, z, options.randomSubspaces() / 2),
            c6,
            new C7Shared(setting, z),
            new C8Selective(setting, model, z, c4),
            new C9Transfer(setting, z, others));
    C4Interchange counts4 = new C4Interchange(setting, zCounts, options.randomSubspaces() / 2);
    C5Needed counts5 =
        new C5Needed(setting, zCounts, 0); // a push of any kind breaks a look-up table
    UnusedSites unused = new UnusedSites(setting, search);

    CellSheet sheet = new CellSheet();
    Stream.concat(criteria.stream(), Stream.of(counts4, counts5)).forEach(c -> c.ask(sheet));
    unused.ask(sheet);
    ReadPart readPart = new ReadPart(setting, z);
    readPart.ask(sheet);
    PositionMap map = new PositionMap(setting, options.mapPairs());
    map.ask(sheet);
    FillerGrid fillers = new FillerGrid(setting, model);
    fillers.ask(sheet);
    Answers answers = sheet.run("confirm", runner);

    List<Finding> findings = criteria.stream().map(c -> c.judge(answers)).toList();
    List<Finding> counts = List.of(counts4.judge(answers), counts5.judge(answers));
    Verdict verdict =
        DecisionRule.decide(
            new DecisionRule.Case(
                findings,
                new DecisionRule.Counts(counts.getFirst(), counts.getLast()),
                unused.judge(answers),
                readPart.moves(answers),
                z,
                setting.tempering(),
                thresholds,
                !setting.other().isEmpty(),
                c1.tournament().best().name()));
    List<Table> tables = new ArrayList<>(framed);
    tables.add(StudyTables.criteria("criteria", findings));
    tables.add(StudyTables.numbers(findings));
    tables.add(StudyTables.criteria("counts", counts));
    tables.add(StudyTables.behaviour(setting, c1.tournament()));
    tables.add(StudyTables.observers("observers", c1.tournament()));
    if (!setting.same().isEmpty()) {
      tables.add(new ObserversAfter(setting).table(answers, c4.sameCells()));
    }
    if (fillers.applies()) {
      tables.add(fillers.table(answers));
    }
    tables.add(StudyTables.sites(setting, search, z));
    tables.add(map.table(answers));
    tables.add(
        StudyTables.interchange(setting, c4.observedSame(answers), c4.observedOther(answers)));
    tables.add(c4.cloud(answers));
    tables.add(c6.table(answers));
    tables.add(search.table());
    tables.addAll(StudyTables.design(design, setting.splits()));
    Simplex simplex = new Simplex(setting);
    if (simplex.applies()) {
      CellSheet exchanges = new CellSheet();
      simplex.ask(exchanges);
      tables.addAll(simplex.readout());
      tables.add(simplex.interchange(exchanges.run("simplex", runner)));
    }
    String aboutHeads = "Single heads were not measured.";
    if (options.heads()) {
      HeadResult heads =
          new HeadStudy(setting, model, HeadOptions.STANDARD.withSeed(options.seed())).run(runner);
      tables.addAll(heads.tables());
      aboutHeads = heads.finding();
    }
    return new StudyResult(
        verdict, findings, counts, z, c1.tournament(), setting.tempering(), aboutHeads, tables);
  }

  /** By how much the stream's end must move for one nat between the first two answers. */
  private float @Nullable [] logitDirection(Setting setting) {
    int d = model.config().dModel();
    List<Integer> answers =
        setting.interview().answers(setting.confirm().getFirst().presentation());
    float[] identity = new float[d * d];
    for (int i = 0; i < d; i++) {
      identity[i * d + i] = 1;
    }
    NdArray logits = model.unembed(NdArray.of(identity, d, d), false);
    NdArray bias = model.unembed(NdArray.of(new float[d], 1, d), false);
    int vocabulary = (int) logits.shape()[1];
    float[] direction = new float[d];
    double squares = 0;
    float zero = bias.floats()[answers.get(0)] - bias.floats()[answers.get(1)];
    for (int i = 0; i < d; i++) {
      direction[i] =
          logits.floats()[i * vocabulary + answers.get(0)]
              - logits.floats()[i * vocabulary + answers.get(1)]
              - zero;
      squares += direction[i] * direction[i];
    }
    if (squares == 0) {
      return null;
    }
    for (int i = 0; i < d; i++) {
      direction[i] /= (float) squares;
    }
    return direction;
  }
}
