package dev.credence.lab.experiment;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.hook.Positions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One value of a file, with its path: what reads it asks for the type it needs, and every message
 * says where it stands.
 */
final class Node {
  private final @Nullable Object value;
  private final String path;
  private final Lines lines;

  /**
   * A value somewhere in a tree of {@link Map}, {@link List}, {@link String}, {@link Number},
   * {@link Boolean} and null.
   */
  Node(@Nullable Object value, String path, Lines lines) {
    this.value = value;
    this.path = path;
    this.lines = lines;
  }

  /** An error about this node; the message begins with file, line and key. */
  InvalidInputException problem(String format, Object... args) {
    String message = args.length == 0 ? format : String.format(java.util.Locale.ROOT, format, args);
    return new InvalidInputException("%s: %s", lines.where(path), message);
  }

  Lines lines() {
    return lines;
  }

  String path() {
    return path;
  }

  /** What stands under a key of this node, for messages; its value is not looked up. */
  Node child(String key) {
    return new Node(null, path.isEmpty() ? key : path + "." + key, lines);
  }

  @Nullable Object value() {
    return value;
  }

  boolean isText() {
    return value instanceof String;
  }

  boolean isList() {
    return value instanceof List;
  }

  boolean isMapping() {
    return value instanceof Map;
  }

  boolean isInteger() {
    return value instanceof Long;
  }

  String text() {
    if (value instanceof String text) {
      return text;
    }
    throw problem(
        "expected text, found %s%s", shown(), value instanceof Number ? "; quote it" : "");
  }

  int integer() {
    if (value instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    throw problem("expected a whole number, found %s", shown());
  }

  double number() {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw problem("expected a number, found %s", shown());
  }

  boolean flag() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw problem("expected true or false, found %s", shown());
  }

  List<Node> items() {
    if (!(value instanceof List<?> list)) {
      throw problem("expected a list, as in [a, b], found %s", shown());
    }
    List<Node> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(new Node(list.get(i), path + "[" + i + "]", lines));
    }
    return items;
  }

  List<Integer> integers() {
    return items().stream().map(Node::integer).toList();
  }

  List<String> texts() {
    return items().stream().map(Node::text).toList();
  }

  /** {@code all}, {@code last} or a list of positions. */
  Positions positions() {
    if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        throw problem("the list is empty; expected all, last or at least one position");
      }
      return Positions.at(integers().stream().mapToInt(Integer::intValue).toArray());
    }
    if ("all".equals(value)) {
      return Positions.ALL;
    }
    if ("last".equals(value)) {
      return Positions.LAST;
    }
    throw problem("expected all, last or a list such as [3, -1], found %s", shown());
  }

  /** The members of a mapping whose keys the user chooses. */
  Map<String, Node> members() {
    if (!(value instanceof Map<?, ?> map)) {
      throw problem("expected keys with values, as in {key: value}, found %s", shown());
    }
    Map<String, Node> members = new LinkedHashMap<>();
    map.forEach(
        (key, member) ->
            members.put(
                (String) key,
                new Node(member, path.isEmpty() ? "" + key : path + "." + key, lines)));
    return members;
  }

  /**
   * The members of a mapping whose keys are given.
   *
   * @throws InvalidInputException if it has another
   */
  Keys keys(String... known) {
    Map<String, Node> members = members();
    Set<String> allowed = Set.of(known);
    members.forEach(
        (key, member) -> {
          if (!allowed.contains(key)) {
            throw member.problem(
                "there is no key \"%s\" here; the keys are %s", key, String.join(", ", known));
          }
        });
    return new Keys(this, members);
  }

  /** The members of a mapping, by key. */
  record Keys(Node owner, Map<String, Node> members) {
    /**
     * A member that must be there.
     *
     * @throws InvalidInputException if it is not
     */
    Node need(String key) {
      Node member = members.get(key);
      if (member == null || member.value == null) {
        throw owner.problem(
            "\"%s\" is missing%s",
            key, members.isEmpty() ? "" : "; it has " + new TreeSet<>(members.keySet()));
      }
      return member;
    }

    @Nullable Node find(String key) {
      Node member = members.get(key);
      return member == null || member.value == null ? null : member;
    }

    List<Node> items(String key) {
      Node member = find(key);
      return member == null ? List.of() : member.items();
    }

    Map<String, Node> mapping(String key) {
      Node member = find(key);
      return member == null ? Map.of() : member.members();
    }
  }

  private String shown() {
    return switch (value) {
      case null -> "nothing";
      case String text -> "\"" + text + "\"";
      case Map<?, ?> map ->
          map.size() == 1 && map.containsValue(null)
              ? "{" + map.keySet().iterator().next() + "} (in YAML, quote what begins with a brace)"
              : "keys with values";
      case List<?> list -> "a list";
      default -> value.toString();
    };
  }
}
