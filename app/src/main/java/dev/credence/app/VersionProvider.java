package dev.credence.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version written into the jar by the build, and the Java it runs on. */
final class VersionProvider implements IVersionProvider {
  /** Of Credence alone. */
  static String version() {
    return Objects.requireNonNullElse(
        Credence.class.getPackage().getImplementationVersion(), "(built from classes)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"credence %s, Java %s".formatted(version(), Runtime.version())};
  }
}
