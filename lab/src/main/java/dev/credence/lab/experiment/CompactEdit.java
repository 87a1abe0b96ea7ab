package dev.credence.lab.experiment;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.intervene.Intervention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An edit in one line, for the command line: the keys of {@link EditForm}, the first ones by their
 * place.
 *
 * <pre>
 * ablate KIND HOOK [KEY=VALUE ...]     ablate zero blocks.7.attn.hook_z heads=3,4
 * patch HOOK [KEY=VALUE ...]           patch blocks.*.hook_resid_post positions=-1 from=clean
 * steer HOOK [KEY=VALUE ...]           steer blocks.8.hook_resid_post positions=last vector=w.npy alpha=5
 * scale, interchange                   likewise
 * </pre>
 *
 * <p>Lists are separated by commas, {@code 3..5} stands for 3,4,5, values with spaces are quoted
 * ({@code from="a b"}). {@code *} in the hook stands for every layer: an edit for each.
 */
public final class CompactEdit {
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,7})(?:\\.\\.|-)(\\d{1,7})");
  private static final Set<String> LISTS =
      Set.of("heads", "neurons", "positions", "from_positions", "over");
  private static final Set<String> NUMBERS = Set.of("alpha", "factor");
  private static final int LONGEST_RANGE = 100_000;

  private final String text;

  private CompactEdit(String text) {
    this.text = text;
  }

  /**
   * Reads an edit.
   *
   * @param text the line
   * @param layers the model's, for {@code *}
   * @return one edit, or one a layer
   * @throws InvalidInputException if the line is not of this form
   */
  public static List<Intervention> read(String text, int layers) {
    return new CompactEdit(text).read(layers);
  }

  private List<Intervention> read(int layers) {
    List<String> words = words();
    Map<String, Object> keys = new LinkedHashMap<>();
    String op = take(words, "an edit begins with ablate, patch, steer, scale or interchange");
    keys.put("op", op);
    if (op.equals("ablate")) {
      keys.put("kind", take(words, "what to ablate with comes next: zero, mean, vector, ..."));
    }
    String hook = take(words, "the hook comes next, as in blocks.0.attn.hook_z");
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw problem("\"%s\" is not of the form key=value", word);
      }
      String key = word.substring(0, equals);
      if (keys.putIfAbsent(key, value(key, word.substring(equals + 1))) != null) {
        throw problem("%s stands twice", key);
      }
    }
    List<Intervention> edits = new ArrayList<>();
    if (!hook.startsWith("blocks.*.")) {
      edits.add(edit(keys, hook));
    } else {
      for (int layer = 0; layer < layers; layer++) {
        edits.add(edit(keys, hook.replaceFirst("\\*", Integer.toString(layer))));
      }
    }
    return edits;
  }

  private Intervention edit(Map<String, Object> keys, String hook) {
    Map<String, Object> edit = new LinkedHashMap<>(keys);
    edit.put("hook", hook);
    return EditForm.read(edit, source());
  }

  private List<String> words() {
    if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
      throw problem("a quotation mark is open");
    }
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group().replace("\"", ""));
    }
    return words;
  }

  private String take(List<String> words, String otherwise) {
    if (words.isEmpty() || words.getFirst().contains("=")) {
      throw problem("%s", otherwise);
    }
    return words.removeFirst();
  }

  private Object value(String key, String value) {
    if (NUMBERS.contains(key)) {
      try {
        return Double.valueOf(value);
      } catch (NumberFormatException e) {
        throw problem("%s: expected a number, found \"%s\"", key, value).withCause(e);
      }
    }
    boolean word = key.endsWith("positions") && (value.equals("all") || value.equals("last"));
    if (!LISTS.contains(key) || word) {
      return value;
    }
    List<Object> items = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      if (key.equals("over")) {
        items.add(item);
      } else {
        addNumbers(key, item.strip(), items);
      }
    }
    return items;
  }

  private void addNumbers(String key, String item, List<Object> numbers) {
    Matcher range = RANGE.matcher(item);
    try {
      if (range.matches()) {
        long to = Long.parseLong(range.group(2));
        long from = Long.parseLong(range.group(1));
        if (to < from || to - from >= LONGEST_RANGE) {
          throw problem(
              "%s: the range %s holds %,d numbers", key, item, Math.max(0, to - from + 1));
        }
        for (long i = from; i <= to; i++) {
          numbers.add(i);
        }
      } else {
        numbers.add(Long.valueOf(item));
      }
    } catch (NumberFormatException e) {
      throw problem(
              "%s: expected numbers such as 3,4 or 3..5%s, found \"%s\"",
              key, key.endsWith("positions") ? ", or all or last" : "", item)
          .withCause(e);
    }
  }

  private InvalidInputException problem(String format, Object... args) {
    return new InvalidInputException("%s: %s", source(), String.format(Locale.ROOT, format, args));
  }

  private String source() {
    return "edit \"" + text + "\"";
  }
}
