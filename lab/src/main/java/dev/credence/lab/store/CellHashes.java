package dev.credence.lab.store;

import dev.credence.lab.experiment.EditForm;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Cell;
import dev.credence.transformer.plan.CellSet;
import dev.credence.transformer.weights.NdArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What cells are, whatever they and the things they name are called.
 *
 * <pre>
 * run  = SHA-256(model digest, weight profile, precision, device, prompt tokens, edits)
 * cell = SHA-256(run, readouts)
 * </pre>
 *
 * <p>In an edit the name of a tensor stands for the tensor's shape and float32 values, that of a
 * donor for the donor's own run. Edits are compared as they are written, so that positions {@code
 * last} and {@code [-1]} count as two.
 */
final class CellHashes {
  private final CellSet set;
  private final String model;
  private final Map<String, Cell> byId = new HashMap<>();
  private final Map<String, String> tensors = new HashMap<>();
  private final Map<String, String> prompts = new HashMap<>();
  private final Map<String, String> readouts = new HashMap<>();
  private final Map<String, String> runs = new HashMap<>();
  private final Set<String> underWay = new LinkedHashSet<>();

  CellHashes(CellSet set, Model model) {
    this.set = set;
    this.model =
        Sha256.of(
            List.of(
                model.digest(),
                String.valueOf(model.options().profile()),
                String.valueOf(model.options().dtype()),
                String.valueOf(model.options().device())));
    set.cells().forEach(cell -> byId.put(cell.id(), cell));
  }

  /** The hash of one cell, 64 hexadecimal digits. */
  String of(Cell cell) {
    List<String> reads = cell.readouts().stream().map(this::readout).toList();
    return Sha256.of(List.of(run(cell), reads));
  }

  private String run(Cell cell) {
    String known = runs.get(cell.id());
    if (known != null) {
      return known;
    }
    if (!underWay.add(cell.id())) {
      throw new InvalidInputException(
          "cell %s: its donors lead back to itself (%s -> %s); a donor must not depend on the cell"
              + " that it gives to",
          cell.id(), String.join(" -> ", underWay), cell.id());
    }
    List<Object> edits = new ArrayList<>();
    for (Intervention edit : cell.interventions()) {
      edits.add(content(EditForm.write(edit)));
    }
    String hash = run(cell.prompt(), edits);
    underWay.remove(cell.id());
    runs.put(cell.id(), hash);
    return hash;
  }

  private String run(String prompt, List<Object> edits) {
    return Sha256.of(List.of(model, prompt(prompt), edits));
  }

  /** The written form with contents in the place of names. */
  private Map<String, Object> content(Map<String, Object> written) {
    Map<String, Object> content = new LinkedHashMap<>(written);
    for (String key : List.of("value", "vector", "basis")) {
      content.computeIfPresent(key, (k, name) -> tensor(String.valueOf(name)));
    }
    content.computeIfPresent("from", (key, name) -> donor(String.valueOf(name)));
    content.computeIfPresent(
        "over",
        (key, names) ->
            ((List<?>) names).stream().map(name -> donor(String.valueOf(name))).toList());
    return content;
  }

  /** As the engine looks names up: prompts first, then cells. */
  private String donor(String name) {
    Cell cell = byId.get(name);
    if (cell == null || set.prompts().containsKey(name)) {
      return run(name, List.of());
    }
    return run(cell);
  }

  private String prompt(String name) {
    return prompts.computeIfAbsent(
        name,
        key -> {
          int[] tokens = set.prompts().get(key);
          if (tokens == null) {
            throw new InvalidInputException(
                "no prompt or cell is named \"%s\"; prompts are %s", key, set.prompts().keySet());
          }
          return Sha256.of(tokens);
        });
  }

  private String readout(String name) {
    return readouts.computeIfAbsent(
        name, key -> Sha256.of(EditJson.readout(Objects.requireNonNull(set.readouts().get(key)))));
  }

  private String tensor(String name) {
    return tensors.computeIfAbsent(
        name,
        key -> {
          NdArray array = set.tensors().get(key);
          if (array == null) {
            throw new InvalidInputException(
                "no tensor is named \"%s\"; there are %s", key, set.tensors().keySet());
          }
          return Sha256.ofParts(
              Arrays.toString(array.shape()).getBytes(StandardCharsets.UTF_8),
              LittleEndian.bytes(array.floats()));
        });
  }
}
