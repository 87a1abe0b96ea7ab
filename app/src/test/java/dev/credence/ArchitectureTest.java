package dev.credence;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The house of {@code docs/architecture.md}, held to its plan. */
class ArchitectureTest {
  private static final JavaClasses CREDENCE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("test-classes"))
          .importPackages("dev.credence");

  /** Where each library may be named; elsewhere our own types stand for it. */
  static Stream<Library> libraries() {
    return Stream.of(
        new Library("native calls", List.of("java.lang.foreign.Linker"), "torch.library"),
        new Library("symbols", List.of("java.lang.foreign.SymbolLookup"), "torch.library"),
        new Library(
            "Jackson",
            List.of("tools.jackson.."),
            "transformer.config",
            "transformer.family",
            "transformer.source",
            "transformer.tokenizer",
            "transformer.weights",
            "lab.experiment",
            "lab.replicate",
            "lab.report",
            "lab.store",
            "lab.study",
            "lab.task",
            "app"),
        new Library("DJL", List.of("ai.djl.."), "transformer.tokenizer"),
        new Library("DuckDB", List.of("org.duckdb..", "java.sql.."), "lab.store"),
        new Library(
            "Hipparchus", List.of("org.hipparchus.."), "belief.observer.tournament", "lab.."),
        new Library("picocli", List.of("picocli.."), "app"),
        new Library("progressbar", List.of("me.tongfei.."), "app"),
        new Library("JavaCPP, whose Java side is not used", List.of("org.bytedeco..")),
        new Library("what libraries bring along", List.of("com.google..", "org.slf4j..")));
  }

  private record Library(String name, List<String> types, List<String> homes) {
    Library(String name, List<String> types, String... homes) {
      this(name, types, Arrays.stream(homes).map(home -> "dev.credence." + home).toList());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Below these numbers the classes of a floor were not found and no other test means anything. */
  @ParameterizedTest
  @CsvSource({"torch, 20", "belief, 30", "transformer, 120", "lab, 10", "app, 3"})
  void everyFloorWasSeen(String floor, int atLeast) {
    assertThat(CREDENCE.that(resideInAPackage("dev.credence." + floor + "..")))
        .as("classes of dev.credence.%s", floor)
        .hasSizeGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void everyClassStandsOnAFloor() {
    classes()
        .should()
        .resideInAnyPackage(
            "dev.credence.torch..",
            "dev.credence.belief..",
            "dev.credence.transformer..",
            "dev.credence.lab..",
            "dev.credence.app")
        .check(CREDENCE);
  }

  /** Tensors stop at floor 2: an experiment sees arrays, so it could run on any engine. */
  @Test
  void nothingPointsUp() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("torch")
        .definedBy("dev.credence.torch..")
        .layer("belief")
        .definedBy("dev.credence.belief..")
        .layer("transformer")
        .definedBy("dev.credence.transformer..")
        .layer("lab")
        .definedBy("dev.credence.lab..")
        .layer("app")
        .definedBy("dev.credence.app..")
        .whereLayer("torch")
        .mayOnlyBeAccessedByLayers("transformer")
        .whereLayer("belief")
        .mayOnlyBeAccessedByLayers("lab", "app")
        .whereLayer("transformer")
        .mayOnlyBeAccessedByLayers("lab", "app")
        .whereLayer("lab")
        .mayOnlyBeAccessedByLayers("app")
        .whereLayer("app")
        .mayNotBeAccessedByAnyLayer()
        .check(CREDENCE);
  }

  /** But for fits, which need linear algebra; {@link #libraries} says where. */
  @Test
  void beliefNeedsNothingButJava() {
    classes()
        .that()
        .resideInAPackage("dev.credence.belief..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.credence.belief..", "java..", "org.jspecify.annotations", "org.hipparchus.linear")
        .check(CREDENCE);
  }

  @Test
  void noTwoPackagesNeedEachOther() {
    slices().matching("dev.credence.(**)").should().beFreeOfCycles().check(CREDENCE);
  }

  /** The plan of a sweep is bookkeeping; it can be read, tested and sent without an engine. */
  @Test
  void plansAndInterventionsAreDataWithoutTensors() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.credence.transformer.config..",
            "dev.credence.transformer.hook..",
            "dev.credence.transformer.plan..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.credence.torch..")
        .check(CREDENCE);
  }

  @Test
  void everyPackageIsNullMarked() {
    List<String> unmarked =
        CREDENCE.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(each -> !each.isAnnotatedWith(NullMarked.class))
            .map(JavaPackage::getName)
            .toList();
    assertThat(unmarked).as("packages without @NullMarked in package-info.java").isEmpty();
  }

  @Test
  void onlyTheCommandLineSpeaksToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.credence.app..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CREDENCE);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void aLibraryIsNamedOnlyWhereItBelongs(Library library) {
    String[] types = library.types().toArray(String[]::new);
    noClasses()
        .that(
            resideInAPackage("dev.credence..")
                .and(resideInAnyPackage(library.homes().toArray(String[]::new)).negate()))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(types)
                .or(
                    describe(
                        "named " + library.types(),
                        type -> library.types().contains(type.getName()))))
        .check(CREDENCE);
  }

  /** A name that excludes nothing collects everything. */
  @Test
  void namesSayWhatAThingIs() {
    classes()
        .should()
        .haveNameNotMatching(
            ".*[.$](\\w*(Utils?|Manager|Helper|Impl)|(Base|Default|Abstract)[A-Z]\\w*)")
        .check(CREDENCE);
  }

  @Test
  void noPublicFieldCanBeAssigned() {
    fields().that().arePublic().should().haveModifier(JavaModifier.FINAL).check(CREDENCE);
  }
}
