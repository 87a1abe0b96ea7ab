package dev.credence.transformer.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.torch.Tensor;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Hook;
import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.plan.Readout;
import dev.credence.transformer.source.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a golden model writes, against plain runs of the ever longer sequence. */
class GenerationTest {
  private static final Path LLAMA = Path.of("src", "test", "resources", "golden", "llama_gqa");
  private static final int[] PROMPT = {0, 5, 9, 30, 7};
  private static final HookPoint Z = HookPoint.of(Hook.Z, 1);
  private static Model llama;

  @BeforeAll
  static void open() {
    llama = Model.open(ModelSource.resolve(LLAMA.toString()));
  }

  @AfterAll
  static void close() {
    llama.close();
  }

  private static CellSet cells(Intervention... edits) {
    return CellSet.builder()
        .prompt("p", PROMPT)
        .cell(new Cell("c", "p", List.of(edits), List.of()))
        .build();
  }

  /** Without a cache: the likeliest token of one plain run after another. */
  private static List<Integer> plainly(int count, Intervention... edits) {
    List<Integer> sequence = new ArrayList<>(Arrays.stream(PROMPT).boxed().toList());
    for (int i = 0; i < count; i++) {
      CellSet set =
          CellSet.builder()
              .prompt("p", sequence.stream().mapToInt(Integer::intValue).toArray())
              .readout("next", new Readout(Map.of(), Positions.LAST, 1, false))
              .cell(new Cell("c", "p", List.of(edits), List.of("next")))
              .build();
      int token = llama.run(set).reading("c", "next").topTokens()[0];
      sequence.add(token);
      if (llama.endOfSequence().contains(token)) {
        break;
      }
    }
    return sequence.subList(PROMPT.length, sequence.size());
  }

  @Test
  void greedyWritesWhatPlainRunsWouldWrite() {
    Ablate headGone = new Ablate(Site.heads(Z, 0), Ablation.ZERO);
    Scale strong = new Scale(Site.all(HookPoint.of(Hook.MLP_OUT, 0)), 3);
    for (Intervention[] edits :
        List.of(new Intervention[0], new Intervention[] {headGone, strong})) {
      List<Integer> heard = new ArrayList<>();
      Generated written =
          new Generation(20, Decoding.GREEDY).run(llama, cells(edits), "c", heard::add);
      assertThat(written.tokens()).containsExactly(plainly(20, edits).toArray(Integer[]::new));
      assertThat(heard)
          .containsExactly(Arrays.stream(written.tokens()).boxed().toArray(Integer[]::new));
      assertThat(written.prompt()).isEqualTo(PROMPT);
    }
    assertThat(plainly(20)).isNotEqualTo(plainly(20, headGone, strong));
  }

  @Test
  void theSameSeedWritesTheSame() {
    Decoding.Sampling warm = new Decoding.Sampling(1.5, 40, .95, 3);
    int[] first = new Generation(25, warm).run(llama, cells(), "c").tokens();
    assertThat(new Generation(25, warm).run(llama, cells(), "c").tokens()).isEqualTo(first);
    assertThat(
            new Generation(25, new Decoding.Sampling(1.5, 40, .95, 4))
                .run(llama, cells(), "c")
                .tokens())
        .isNotEqualTo(first);
  }

  @Test
  void itStopsWithTheEndOfSequenceToken(@TempDir Path folder) throws IOException {
    int[] free = new Generation(6, Decoding.GREEDY).run(llama, cells(), "c").tokens();
    int end = free[3];
    int first = Arrays.stream(free).boxed().toList().indexOf(end);
    try (var files = Files.list(LLAMA)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(String.valueOf(file.getFileName())));
      }
    }
    Files.writeString(
        folder.resolve("generation_config.json"), "{\"eos_token_id\": [%d, 90000]}".formatted(end));
    try (Model model = Model.open(ModelSource.resolve(folder.toString()))) {
      assertThat(model.endOfSequence().ids()).containsExactly(end);
      assertThat(model.endOfSequence().reason()).contains("generation_config.json");
      Generated written = new Generation(6, Decoding.GREEDY).run(model, cells(), "c");
      assertThat(written.ended()).isTrue();
      assertThat(written.tokens()).containsExactly(Arrays.copyOf(free, first + 1));
      assertThat(written.tokensBeforeEnd()).containsExactly(Arrays.copyOf(free, first));
    }
  }

  @Test
  void theContextMayBeFilledButNotPassed() {
    int most = llama.config().context() - PROMPT.length + 1;
    Generated full = new Generation(most, Decoding.Sampling.of(1, 1)).run(llama, cells(), "c");
    assertThat(full.ended() || full.tokens().length == most).isTrue();
    assertThatThrownBy(() -> new Generation(most + 1, Decoding.GREEDY).run(llama, cells(), "c"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "cell c: to write 93 tokens behind a prompt of 5 the model must read 97, but its context"
                + " is 96; write 92 at most");
    assertThatThrownBy(() -> new Generation(0, Decoding.GREEDY))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("generate 0 tokens");
  }

  @Test
  void logitsThatAreNoNumbersAreAnErrorAndNothingIsLeftBehind() {
    Scale blown = new Scale(Site.all(HookPoint.of(Hook.LN_FINAL_NORMALIZED)), 1e300);
    long before = Tensor.live();
    assertThatThrownBy(() -> new Generation(3, Decoding.GREEDY).run(llama, cells(blown), "c"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("cell c: behind 5 tokens the logits are not finite");
    new Generation(3, Decoding.GREEDY).run(llama, cells(), "c");
    assertThat(Tensor.live()).isEqualTo(before);
  }
}
