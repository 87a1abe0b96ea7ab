package dev.credence.app;

import dev.credence.lab.bench.Bench;
import dev.credence.lab.bench.Job;
import dev.credence.lab.bench.Jobs;
import dev.credence.lab.bench.Questions;
import dev.credence.lab.statistics.Spread;
import dev.credence.lab.table.WholeTextFile;
import dev.credence.transformer.Engine;
import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs as a script asks for them, so that it can alternate between programs: a line in, a line
 * of JSON out, each written through at once.
 *
 * <pre>
 * {"ready": true, "program": "credence", "version": ..., "load_seconds": ...}
 * patch-grid
 * {"job": "patch-grid", "seconds": ..., "cells": 270, "logits": ".../patch-grid.npy", ...}
 * quit
 * </pre>
 *
 * Writing the file is not part of {@code seconds}. What cannot be run is answered with {@code
 * {"job": ..., "error": ...}}.
 */
final class BenchRequests {
  private final Model model;
  private final Questions questions;
  private final Terminal terminal;
  private final Path folder;

  /**
   * Prepares to answer.
   *
   * @param out where logits go; null for a folder of the system's temporary ones
   */
  BenchRequests(Model model, Questions questions, Terminal terminal, @Nullable Path out) {
    this.model = model;
    this.questions = questions;
    this.terminal = terminal;
    this.folder = (out == null ? temporary() : out).toAbsolutePath();
    WholeTextFile.makeFolder(folder);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("credence-bench");
    } catch (IOException e) {
      throw new InvalidInputException(
              "no temporary folder can be made (%s). Give one with --out",
              String.valueOf(e.getMessage()))
          .withCause(e);
    }
  }

  /** Answers until the line {@code quit} or the end of input. */
  void serve(Reader in, double loadSeconds) {
    Map<String, Object> ready = new LinkedHashMap<>();
    ready.put("ready", true);
    ready.put("program", "credence");
    ready.put("version", VersionProvider.version());
    ready.put("load_seconds", loadSeconds);
    ready.put("model", model.name());
    ready.put("prompts", questions.description());
    ready.put("libtorch", Engine.here().version());
    ready.put("threads", Engine.here().threads());
    say(ready);
    try (BufferedReader lines = new BufferedReader(in)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String name = line.strip();
        if (name.equals("quit")) {
          return;
        }
        if (!name.isEmpty()) {
          say(answer(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void say(Map<String, Object> tree) {
    terminal.print("%s", Json.line(tree));
    terminal.out().flush();
  }

  private Map<String, Object> answer(String name) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("job", name);
    try {
      Job job = Jobs.named(name);
      String why = job.whyNot(model, questions);
      if (why != null) {
        throw new InvalidInputException("not with %s: %s", model.name(), why);
      }
      Bench.Timed timed = new Bench(model, questions).time(job, job.answering(), run -> {});
      answer.put("seconds", Spread.median(timed.seconds()));
      answer.put("cells", timed.result().cells());
      answer.put("logits", Bench.writeLogits(folder, timed).toString());
      answer.put("runs", timed.seconds().length);
      answer.put("plan_seconds", Spread.median(timed.planSeconds()));
    } catch (RuntimeException e) {
      answer.put("error", e.getMessage() == null ? e.toString() : e.getMessage());
    }
    return answer;
  }
}
