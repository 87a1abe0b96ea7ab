package dev.credence.transformer.source;

import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.source.ModelSource.BuiltIn;
import dev.credence.transformer.source.ModelSource.Folder;
import dev.credence.transformer.source.ModelSource.GgufFile;
import dev.credence.transformer.source.ModelSource.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks in the places that {@link ModelSource} lists, and says which, where nothing is found. */
final class SourceFinder {
  private static final int SHOWN = 5;

  private final String text;
  private final HuggingFaceCache cache;

  SourceFinder(String text, HuggingFaceCache cache) {
    this.text = text;
    this.cache = cache;
  }

  ModelSource find() {
    if (text.isBlank()) {
      throw new InvalidInputException(
          "no model is named: give a folder, a .gguf file, ORG/NAME, or builtin:NAME");
    }
    if (text.startsWith(BuiltIn.PREFIX)) {
      return new BuiltIn(text.substring(BuiltIn.PREFIX.length()));
    }
    var path = path();
    if (path.isPresent() && Files.isDirectory(path.get())) {
      return inFolder(path.get());
    }
    if (path.isPresent() && Files.exists(path.get())) {
      return file(path.get());
    }
    var id = HubId.parse(text);
    return id.flatMap(cache::snapshot).map(this::inFolder).orElseThrow(() -> nothing(path, id));
  }

  private Optional<Path> path() {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private ModelSource inFolder(Path folder) {
    var layout = layout(folder);
    if (layout.isPresent()) {
      return new Folder(text, layout.get(), folder.resolve(layout.get().configFile()), folder);
    }
    var ggufs = ending(folder, ".gguf");
    if (ggufs.size() == 1) {
      return new GgufFile(text, ggufs.getFirst());
    }
    if (ggufs.size() > 1) {
      throw new InvalidInputException(
          "%s: holds %d .gguf files (%s). Name the one that is meant",
          folder, ggufs.size(), names(ggufs));
    }
    throw new InvalidInputException(
        "%s: no config.json, no tl_config.json and no .gguf file. %s",
        folder,
        ending(folder, ".safetensors").isEmpty()
            ? "Is this the right folder?"
            : "The weights are there; put their configuration beside them");
  }

  private static Optional<Layout> layout(Path folder) {
    var present =
        Arrays.stream(Layout.values())
            .filter(l -> Files.isRegularFile(folder.resolve(l.configFile())))
            .toList();
    if (present.size() > 1) {
      throw new InvalidInputException(
          "%s: holds both config.json and tl_config.json, whose tensors have other names. "
              + "Keep the one that belongs to the weights",
          folder);
    }
    return present.stream().findFirst();
  }

  private ModelSource file(Path file) {
    var lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (lower.endsWith(".gguf")) {
      return new GgufFile(text, file);
    }
    var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    boolean weights = lower.endsWith(".safetensors") || lower.endsWith(".safetensors.index.json");
    if (weights) {
      var layout = layout(folder);
      if (layout.isPresent()) {
        return new Folder(text, layout.get(), folder.resolve(layout.get().configFile()), file);
      }
      throw new InvalidInputException(
          "%s: neither config.json nor tl_config.json beside it in %s. Put the one that belongs "
              + "to these weights there",
          file, folder);
    }
    throw new InvalidInputException(
        "%s: a model is a folder, a .gguf or a .safetensors file. %s",
        file,
        Arrays.stream(Layout.values()).anyMatch(l -> lower.equals(l.configFile()))
            ? "Name its folder, " + folder
            : "Is this the right file?");
  }

  private InvalidInputException nothing(Optional<Path> path, Optional<HubId> id) {
    var line = new StringBuilder(text + ": ");
    line.append("no such file or folder");
    path.filter(p -> !p.isAbsolute())
        .ifPresent(p -> line.append(" (looked for ").append(p.toAbsolutePath()).append(')'));
    if (id.isPresent()) {
      var present = cache.repositories();
      line.append("; ").append(cached(id.get(), present));
      if (!id.get().organisation().isEmpty()) {
        line.append(". credence pull ").append(id.get()).append(" fetches it");
      }
    }
    return new InvalidInputException("%s", line);
  }

  private String cached(HubId id, List<String> present) {
    if (present.contains(id.repository())) {
      return "the Hugging Face cache has "
          + id.repository()
          + ", but not whole at revision "
          + id.revision()
          + " ("
          + cache.repository(id)
          + ")";
    }
    return "not in the Hugging Face cache "
        + cache.folder()
        + ", which has "
        + (present.isEmpty()
            ? "no models"
            : present.stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (present.size() > SHOWN ? ", ..." : ""));
  }

  private static List<Path> ending(Path folder, String suffix) {
    try (var files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be listed (%s). Is it readable for this user?",
              folder, String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }

  private static String names(List<Path> files) {
    return files.stream()
        .limit(SHOWN)
        .map(f -> f.getFileName().toString())
        .collect(Collectors.joining(", "));
  }
}
