package dev.credence.lab.store;

import dev.credence.lab.experiment.EditForm;
import dev.credence.transformer.hook.Positions;
import dev.credence.transformer.intervene.Intervention;
import dev.credence.transformer.plan.Readout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Edits and readouts as JSON: edits in the form of experiment files, readouts by token ids. */
final class EditJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EditJson() {}

  /** A list of edits, as it stands in an experiment file. */
  static String edits(List<Intervention> edits) {
    return JSON.writeValueAsString(edits.stream().map(EditForm::write).toList());
  }

  /**
   * A readout: {@code {"among": [["X", [5]], ...], "positions": "last", "top": 0, "kl": false}}.
   */
  static String readout(Readout readout) {
    Map<String, Object> keys = new LinkedHashMap<>();
    List<Object> among = new ArrayList<>();
    readout.among().forEach((label, tokens) -> among.add(List.of(label, tokens)));
    keys.put("among", among);
    keys.put("positions", positions(readout.positions()));
    keys.put("top", readout.top());
    keys.put("kl", readout.kl());
    return JSON.writeValueAsString(keys);
  }

  /** Positions as an experiment file has them. */
  static Object positions(Positions positions) {
    return switch (positions) {
      case Positions.All() -> "all";
      case Positions.Last() -> "last";
      case Positions.At(List<Integer> at) -> at;
    };
  }

  static byte[] bytes(Object value) {
    return JSON.writeValueAsBytes(value);
  }
}
