package dev.credence.transformer.source;

import dev.credence.transformer.config.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder in which Hugging Face's tools keep what they fetched.
 *
 * <pre>
 * models--ORG--NAME/refs/REVISION         a file that holds a commit
 * models--ORG--NAME/snapshots/COMMIT/     the model's folder, its files links into
 * models--ORG--NAME/blobs/
 * </pre>
 *
 * @param folder the {@code hub} folder; it need not exist
 * @see <a href="https://huggingface.co/docs/huggingface_hub/guides/manage-cache">The layout</a>
 */
public record HuggingFaceCache(Path folder) {
  private static final String PREFIX = "models--";
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final int MOST_REF_BYTES = 256;

  /**
   * The cache of this user: {@code HF_HUB_CACHE}, else {@code HF_HOME/hub}, else {@code
   * XDG_CACHE_HOME/huggingface/hub}, else {@code ~/.cache/huggingface/hub}.
   *
   * @return it, whether it exists or not
   */
  public static HuggingFaceCache ofThisUser() {
    return of(System.getenv(), Path.of(System.getProperty("user.home", ".")));
  }

  /**
   * The cache that an environment points to.
   *
   * @param environment variables
   * @param home the user's folder
   * @return it, whether it exists or not
   */
  public static HuggingFaceCache of(Map<String, String> environment, Path home) {
    for (var variable : List.of("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")) {
      var folder = environment.getOrDefault(variable, "");
      if (!folder.isBlank()) {
        return new HuggingFaceCache(expand(folder, home));
      }
    }
    var own = environment.getOrDefault("HF_HOME", "");
    if (!own.isBlank()) {
      return new HuggingFaceCache(expand(own, home).resolve("hub"));
    }
    var caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    var base = caches.isBlank() ? home.resolve(".cache") : expand(caches, home);
    return new HuggingFaceCache(base.resolve("huggingface").resolve("hub"));
  }

  private static Path expand(String folder, Path home) {
    return folder.equals("~") || folder.startsWith("~/")
        ? home.resolve(folder.substring(Math.min(2, folder.length())))
        : Path.of(folder);
  }

  /**
   * The folder of everything about one model.
   *
   * @param id its revision does not matter
   * @return it, whether it exists or not
   */
  public Path repository(HubId id) {
    return folder.resolve(PREFIX + id.repository().replace("/", "--"));
  }

  /**
   * The model's files at a revision.
   *
   * @param id with a branch, a tag or a full commit
   * @return nothing if it is not in the cache
   * @throws InvalidInputException if the cache says which commit it is, but in no valid form
   */
  public Optional<Path> snapshot(HubId id) {
    var snapshots = repository(id).resolve("snapshots");
    var ref = repository(id).resolve("refs").resolve(id.revision());
    String commit = id.revision();
    if (Files.isRegularFile(ref)) {
      commit = commit(ref);
    } else if (!COMMIT.matcher(commit).matches()) {
      return Optional.empty();
    }
    return Optional.of(snapshots.resolve(commit)).filter(Files::isDirectory);
  }

  private static String commit(Path ref) {
    try {
      var text =
          Files.size(ref) > MOST_REF_BYTES
              ? ""
              : new String(Files.readAllBytes(ref), StandardCharsets.ISO_8859_1).strip();
      if (COMMIT.matcher(text).matches()) {
        return text;
      }
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be read (%s)", ref, String.valueOf(e.getMessage()))
          .withCause(e);
    }
    throw new InvalidInputException(
        "%s: a commit of 40 hexadecimal digits was expected. Damaged? Remove %s and fetch again",
        ref, ref.resolveSibling(""));
  }

  /**
   * The models that are here, at whatever revision.
   *
   * @return {@code ORG/NAME}, sorted; empty if there is no cache
   */
  public List<String> repositories() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .map(e -> e.getFileName().toString())
          .filter(n -> n.startsWith(PREFIX))
          .map(n -> n.substring(PREFIX.length()).replaceFirst("--", "/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new InvalidInputException(
              "%s: cannot be listed (%s). Is it readable for this user?",
              folder, String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }
}
