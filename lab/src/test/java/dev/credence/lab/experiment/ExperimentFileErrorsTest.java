package dev.credence.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.lab.TinyModel;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.source.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user gets wrong is told in one line with file, line and key. */
class ExperimentFileErrorsTest {
  private static final String GOOD =
      """
      prompts:
        a: {text: "X Y"}
        b: {text: "Y X X"}
      readouts:
        xy: {among: [" X", " Y"]}
      cells:
        - {id: one, prompt: a}
        - id: two
          prompt: b
          edits:
            - op: patch
              hook: blocks.1.attn.hook_z
              heads: [0]
              positions: last
              from: a
      sweeps:
        - id: s
          prompt: a
          over: {layer: all}
          edits:
            - {op: scale, hook: "blocks.{layer}.hook_resid_pre", factor: 2}
      capture:
        - {hook: logits}
      """;

  @TempDir static Path folder;
  private static Model model;

  @BeforeAll
  static void open() throws IOException {
    model = Model.open(ModelSource.resolve(TinyModel.write(folder.resolve("tiny")).toString()));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  private static void check(String yaml) {
    new ExperimentRun(ExperimentFile.parse(yaml, "e.yaml", folder), model);
  }

  @Test
  void theFileBeforeItIsBrokenIsGood() {
    check(GOOD);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("prompts:", "promts:", "line 1: promts: there is no key"),
        Arguments.of("{text: \"X Y\"}", "{txt: \"X Y\"}", "line 2: prompts.a.txt: there is no key"),
        Arguments.of("{text: \"X Y\"}", "{}", "line 2: prompts.a: expected either"),
        Arguments.of(
            "{text: \"X Y\"}", "{text: \"X\", bos: no}", "line 2: prompts.a.bos: bos: \"no\""),
        Arguments.of("{text: \"X Y\"}", "{tokens: [0, 99]}", "line 2: prompts.a: token 99"),
        Arguments.of(
            "{text: \"X Y\"}", "{text: 7}", "line 2: prompts.a.text: expected text, found 7"),
        Arguments.of(
            "[\" X\", \" Y\"]",
            "[\" Xa\", \" Y\"]",
            "line 5: readouts.xy.among: symbol \" Xa\" is 2 tokens"),
        Arguments.of("[\" X\", \" Y\"]", "[]", "line 5: readouts.xy: there is nothing to read"),
        Arguments.of(
            "prompt: a}", "prompt: z}", "line 7: cells[0].prompt: no prompt is named \"z\""),
        Arguments.of("id: two", "id: one", "two cells have this id"),
        Arguments.of(
            "id: two", "id: two\n    id: three", "line 9: cells[1].id: this key stands twice"),
        Arguments.of("op: patch", "op: pach", "line 11: cells[1].edits[0].op: \"pach\" is no edit"),
        Arguments.of(
            "blocks.1.attn.hook_z",
            "blocks.7.attn.hook_z",
            "cells[1].edits[0]: blocks.7.attn.hook_z: this model has layers 0 to 2"),
        Arguments.of(
            "blocks.1.attn.hook_z", "blocks.1.attn.hook_zz", "line 12: cells[1].edits[0].hook:"),
        Arguments.of("heads: [0]", "heads: [2]", "cells[1].edits[0]: blocks.1.attn.hook_z: head 2"),
        Arguments.of(
            "heads: [0]",
            "head: [0]",
            "line 13: cells[1].edits[0].head: there is no key \"head\" here; the keys are op, hook,"
                + " heads"),
        Arguments.of(
            "positions: last",
            "positions: [9]",
            "cells[1].edits[0]: positions: position 9 lies outside"),
        Arguments.of(
            "positions: last",
            "positions: first",
            "line 14: cells[1].edits[0].positions: expected all, last or a list"),
        Arguments.of(
            "from: a",
            "from: nowhere",
            "from \"nowhere\", which is neither a prompt (a, b) nor a cell"),
        Arguments.of("from: a", "vector: a", "line 15: cells[1].edits[0].vector: there is no key"),
        Arguments.of(
            "{layer: all}",
            "{layer: some}",
            "line 19: sweeps[0].over.layer: expected all, a range"),
        Arguments.of("{layer: all}", "{layer: [5]}", "this model has layers 0 to 2"),
        Arguments.of(
            "{layer: all}",
            "{layer: all, head: all}",
            "line 19: sweeps[0].over.head: no edit uses {head}"),
        Arguments.of(
            "{layer: all}", "{lyer: [1]}", "{layer} is no axis of this sweep; \"over\" has [lyer]"),
        Arguments.of(
            "\"blocks.{layer}.hook_resid_pre\"",
            "{layer}",
            "expected text, found {layer} (in YAML, quote"),
        Arguments.of("factor: 2", "factor: big", "expected a number, found \"big\""),
        Arguments.of(
            "{hook: logits}",
            "{hook: \"blocks.*.hook_nothing\"}",
            "line 23: capture[0].hook: no hook of this model matches"),
        Arguments.of(
            "{hook: logits}",
            "{hook: logits, cells: [\"q*\"]}",
            "line 23: capture[0].cells: no cell matches \"q*\""),
        Arguments.of(
            "{hook: logits}",
            "{hook: logits, positions: [40]}",
            "capture: logits: position 40 lies outside"),
        Arguments.of("from: a", "from: [a", "no YAML:"),
        Arguments.of("factor: 2}", "factor: 2}\n---\na: 1", "a second document begins here"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldWhereItStands(String good, String bad, String message) {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> check(GOOD.replace(good, bad)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("e.yaml")
        .hasMessageContaining(message)
        .message()
        .hasLineCount(1);
  }

  @Test
  void aTensorThatIsNotThereIsNamedWithItsLine() {
    String yaml =
        """
        prompts: {a: {text: "X"}}
        tensors:
          v: gone.npy
        cells: [{id: c, prompt: a}]
        readouts: {t: {top: 1}}
        """;
    assertThatThrownBy(() -> check(yaml))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("e.yaml, line 3: tensors.v:")
        .hasMessageContaining("gone.npy");
  }

  @Test
  void aFileThatIsNotThereOrEmptyOrNoTextIsToldInOneLine() throws IOException {
    assertThatThrownBy(() -> ExperimentFile.read(folder.resolve("gone.yaml")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("gone.yaml: there is no such file");
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "# nothing\n");
    assertThatThrownBy(() -> ExperimentFile.read(empty))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is empty");
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 1, 2});
    assertThatThrownBy(() -> ExperimentFile.read(binary))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("not text in UTF-8");
  }
}
