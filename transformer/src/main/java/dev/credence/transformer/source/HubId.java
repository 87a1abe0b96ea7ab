package dev.credence.transformer.source;

import dev.credence.transformer.config.InvalidInputException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A model on the Hugging Face hub.
 *
 * @param organisation for example {@code HuggingFaceTB}; empty for the few old names without one
 * @param name for example {@code SmolLM2-135M}
 * @param revision a branch, tag or commit; {@code main} unless said otherwise
 */
public record HubId(String organisation, String name, String revision) {
  /** The revision that is meant if none is named. */
  public static final String MAIN = "main";

  private static final String PART = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?";
  private static final Pattern ID =
      Pattern.compile("(?:(?<org>" + PART + ")/)?(?<name>" + PART + ")(?:@(?<rev>.*))?");
  private static final Pattern REVISION =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

  /**
   * Checks that the parts can be file names.
   *
   * @throws InvalidInputException if they cannot
   */
  public HubId {
    boolean organised = organisation.isEmpty() || organisation.matches(PART);
    if (!organised || !name.matches(PART) || !REVISION.matcher(revision).matches()) {
      throw new InvalidInputException(
          "\"%s/%s@%s\" is not ORG/NAME or ORG/NAME@REVISION of the hub",
          organisation, name, revision);
    }
  }

  /**
   * Reads {@code ORG/NAME}, {@code ORG/NAME@REVISION} or {@code NAME}.
   *
   * @param text what a user typed
   * @return nothing if it has another form, as paths mostly do
   */
  public static Optional<HubId> parse(String text) {
    var id = ID.matcher(text);
    if (!id.matches()) {
      return Optional.empty();
    }
    var revision = Optional.ofNullable(id.group("rev")).orElse(MAIN);
    if (!REVISION.matcher(revision).matches()) {
      return Optional.empty();
    }
    var organisation = Optional.ofNullable(id.group("org")).orElse("");
    return Optional.of(new HubId(organisation, id.group("name"), revision));
  }

  /** {@return the id without its revision, as the hub writes it} */
  public String repository() {
    return organisation.isEmpty() ? name : organisation + "/" + name;
  }

  /** {@return the id; with its revision if that is not {@value #MAIN}} */
  @Override
  public String toString() {
    return revision.equals(MAIN) ? repository() : repository() + "@" + revision;
  }
}
