package dev.credence.app;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version written into the jar by the build, and the Java it runs on. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Credence.class.getPackage().getImplementationVersion();
    return new String[] {
      "credence %s, Java %s"
          .formatted(Objects.requireNonNullElse(version, "(built from classes)"), Runtime.version())
    };
  }
}
