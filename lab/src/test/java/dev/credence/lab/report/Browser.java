package dev.credence.lab.report;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A Chromium without a window, told what to do by its own protocol (<a
 * href="https://chromedevtools.github.io/devtools-protocol/">DevTools</a>). Whatever the page
 * complains of, and whatever it asks for that is no file, is noted.
 */
final class Browser implements AutoCloseable {
  /** For a machine that does many things at once; a page takes a few seconds. */
  private static final int PATIENCE_SECONDS = 240;

  private static final List<String> PROGRAMS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

  private Browser(Path profile) throws IOException, InterruptedException {
    this.process =
        new ProcessBuilder(
                program(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    this.socket = http.newWebSocketBuilder().buildAsync(page(), new Listener()).join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** Starts one; where there is none, the test is skipped and says so. */
  static Browser start(Path profile) {
    try {
      return new Browser(profile);
    } catch (IOException e) {
      throw new IllegalStateException("the browser did not start", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String program() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      for (String name : PROGRAMS) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    return abort("SKIPPED: no Chromium on the path (" + String.join(", ", PROGRAMS) + ")");
  }

  /** The address of the first page, which the browser writes to its errors and its port tells. */
  private URI page() throws IOException, InterruptedException {
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    String line = errors.readLine();
    while (line != null && !line.contains("DevTools listening on ")) {
      line = errors.readLine();
    }
    if (line == null) {
      throw new IOException("the browser ended");
    }
    Thread.ofVirtual().start(() -> errors.lines().forEach(_ -> {})); // else it would block
    URI browser = URI.create(line.substring(line.indexOf("ws://")).strip());
    URI list = URI.create("http://" + browser.getAuthority() + "/json/list");
    String pages =
        http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
            .body();
    for (JsonNode page : Spec.JSON.readTree(pages)) {
      if (page.path("type").asString("").equals("page")) {
        return URI.create(page.path("webSocketDebuggerUrl").asString());
      }
    }
    throw new IOException("the browser has no page");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      message.append(text);
      if (last) {
        JsonNode json = Spec.JSON.readTree(message.toString());
        message.setLength(0);
        CompletableFuture<JsonNode> waiting = answers.remove(json.path("id").asInt(0));
        if (waiting != null) {
          waiting.complete(json);
        } else {
          note(json);
        }
      }
      from.request(1);
      return null;
    }
  }

  private void note(JsonNode event) {
    JsonNode params = event.path("params");
    switch (event.path("method").asString("")) {
      case "Runtime.exceptionThrown" -> complaints.add(params.toString());
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(params.path("type").asString(""))) {
          complaints.add(params.toString());
        }
      }
      case "Log.entryAdded" -> {
        if (params.at("/entry/level").asString("").equals("error")) {
          complaints.add(params.toString());
        }
      }
      case "Network.requestWillBeSent" -> {
        String url = params.at("/request/url").asString("");
        if (!url.startsWith("file:") && !url.startsWith("data:") && !url.startsWith("blob:")) {
          complaints.add("asked for " + url);
        }
      }
      default -> {
        // Nothing that a page should be ashamed of.
      }
    }
  }

  JsonNode send(String method, Map<String, Object> params) {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    answers.put(id, answer);
    socket.sendText(
        Spec.JSON.writeValueAsString(Map.of("id", id, "method", method, "params", params)), true);
    try {
      JsonNode json = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      if (json.has("error")) {
        throw new IllegalStateException(method + ": " + json.path("error"));
      }
      return json.path("result");
    } catch (CompletionException e) {
      throw new IllegalStateException("the browser does not answer " + method, e);
    }
  }

  /** Opens a page and waits until its figures are drawn. */
  void open(Path page, String scheme, int width) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    send("Page.navigate", Map.of("url", "about:blank")); // so that no earlier page answers
    send("Page.navigate", Map.of("url", page.toUri().toString()));
    // Asked from here, not from inside: the page may not have a root yet.
    String drawn = "document.documentElement?.dataset.drawn === 'true'";
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!value(drawn).asBoolean(false)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(page + " was not drawn: " + complaints);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /** The value of an expression; a promise is waited for. */
  JsonNode value(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  /** Waits inside the page until something is so. */
  void until(String condition) {
    value(
        ("new Promise(done => { const look = () => { if (%s) done(true); else"
                + " setTimeout(look, 30); }; look(); })")
            .formatted(condition));
  }

  void key(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code));
    }
  }

  /** The page on paper. */
  byte[] pdf() {
    String handle =
        send("Page.printToPDF", Map.of("preferCSSPageSize", true, "transferMode", "ReturnAsStream"))
            .path("stream")
            .asString();
    var bytes = new java.io.ByteArrayOutputStream();
    boolean more = true;
    while (more) {
      JsonNode part = send("IO.read", Map.of("handle", handle, "size", 1 << 20));
      bytes.writeBytes(Base64.getDecoder().decode(part.path("data").asString()));
      more = !part.path("eof").asBoolean();
    }
    return bytes.toByteArray();
  }

  List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
    List<ProcessHandle> children;
    try (Stream<ProcessHandle> all = process.descendants()) {
      children = all.toList();
    }
    process.destroy();
    process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
    children.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
