package dev.credence.lab.store;

import dev.credence.transformer.Model;
import dev.credence.transformer.config.InvalidInputException;
import dev.credence.transformer.plan.SweepListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that runs a stage, to be killed, or opens a store, to be refused. */
final class StoreProcess {
  private static final int CELLS = 3_000;

  private StoreProcess() {}

  /** {@code run FOLDER}, {@code open FOLDER} or {@code look FOLDER}. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    try {
      switch (args[0]) {
        case "run" -> run(folder);
        case "open" -> Store.open(folder).close();
        default -> look(folder);
      }
    } catch (InvalidInputException e) { // as the command line does it
      System.out.println(e.getMessage());
      System.exit(2);
    }
  }

  private static void run(Path folder) {
    try (Model model = StoreFixture.model(60_000); // many waves
        Store store = Store.open(folder)) {
      System.out.println("open");
      SweepListener told = (done, cells, share) -> System.out.println("cells " + done);
      store.run("first", model, StoreFixture.cells(500), told);
      store.run("second", model, StoreFixture.cells(CELLS), told);
      store.putText("verdict.json", "{}");
    }
  }

  /** Says whether DuckDB's library is mapped and whether its copy has a name, before and after. */
  private static void look(Path folder) throws Exception {
    System.out.println("exists " + Store.exists(folder) + ", mapped " + mapped());
    try (Store store = Store.open(folder)) {
      System.out.println("stages " + store.stages() + ", mapped " + mapped() + ", " + copies());
    }
  }

  private static boolean mapped() throws Exception {
    try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
      return lines.anyMatch(line -> line.contains("libduckdb"));
    }
  }

  private static String copies() throws Exception {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return "copies " + files.filter(file -> file.toString().contains("libduckdb")).count();
    }
  }

  /** Starts one; its output is its own and its errors'. */
  static Process start(Path temporary, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(StoreProcess.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
