package dev.credence.transformer;

import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.hook.Site;
import dev.credence.transformer.intervene.Ablate;
import dev.credence.transformer.intervene.Ablation;
import dev.credence.transformer.intervene.Interchange;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.intervene.Patch;
import dev.credence.transformer.intervene.Scale;
import dev.credence.transformer.intervene.Steer;
import dev.credence.transformer.weights.Checkpoint;
import dev.credence.transformer.weights.NdArray;
import dev.credence.transformer.weights.Safetensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tiny model with what independent implementations computed for it. */
final class GoldenModel implements AutoCloseable {
  final Path folder;
  final JsonNode reference;
  private final Checkpoint tensors;

  GoldenModel(Path folder) {
    this.folder = folder;
    this.reference = JsonMapper.shared().readTree(folder.resolve("reference.json").toFile());
    this.tensors = Safetensors.open(folder.resolve("reference.safetensors"));
  }

  NdArray tensor(String name) {
    return tensors.get(name).toArray();
  }

  Map<String, int[]> prompts() {
    Map<String, int[]> prompts = new TreeMap<>();
    reference
        .get("prompts")
        .properties()
        .forEach(entry -> prompts.put(entry.getKey(), ints(entry.getValue())));
    return prompts;
  }

  int[] prompt(String name) {
    return ints(reference.get("prompts").get(name));
  }

  /** The names of all recorded tensors that begin in this way. */
  List<String> tensorsIn(String prefix) {
    return tensors.names().stream().filter(name -> name.startsWith(prefix)).sorted().toList();
  }

  List<JsonNode> interventions() {
    JsonNode interventions = reference.path("interventions"); // other forms of a model have none
    return StreamSupport.stream(interventions.spliterator(), false).toList();
  }

  static List<Intervention> edits(JsonNode intervention) {
    List<Intervention> edits = new ArrayList<>();
    for (JsonNode edit : intervention.get("edits")) {
      edits.add(edit(edit));
    }
    return edits;
  }

  private static Intervention edit(JsonNode edit) {
    Site site =
        new Site(
            HookPoint.parse(edit.get("hook").asString()),
            positions(edit.get("positions")),
            list(edit.get("heads")),
            list(edit.get("neurons")));
    String op = edit.get("op").asString();
    return switch (op) {
      case "ablate" -> new Ablate(site, ablation(edit));
      case "patch" ->
          new Patch(
              site,
              edit.get("from").asString(),
              edit.has("from_positions") ? positions(edit.get("from_positions")) : null);
      case "steer" -> new Steer(site, edit.get("vector").asString(), edit.get("alpha").asDouble());
      case "scale" -> new Scale(site, edit.get("factor").asDouble());
      case "interchange" ->
          new Interchange(site, edit.get("from").asString(), edit.get("basis").asString());
      default -> throw new AssertionError("unknown op " + op);
    };
  }

  private static Ablation ablation(JsonNode edit) {
    String kind = edit.get("kind").asString();
    return switch (kind) {
      case "zero" -> Ablation.ZERO;
      case "mean" -> Ablation.MEAN;
      case "vector" -> new Ablation.Vector(edit.get("value").asString());
      case "position_vectors" -> new Ablation.PositionVectors(edit.get("value").asString());
      default -> throw new AssertionError("unknown kind " + kind);
    };
  }

  private static Positions positions(JsonNode node) {
    return node.isString() ? Positions.ALL : Positions.at(ints(node));
  }

  private static List<Integer> list(JsonNode node) {
    List<Integer> values = new ArrayList<>();
    if (node != null) {
      node.forEach(value -> values.add(value.asInt()));
    }
    return values;
  }

  static int[] ints(JsonNode node) {
    return list(node).stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public void close() {
    tensors.close();
  }
}
