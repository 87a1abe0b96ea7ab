package dev.credence.app;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command line did: run in this process, with both streams kept. */
record Outcome(int exitCode, String out, String err) {
  static Outcome of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Credence.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
