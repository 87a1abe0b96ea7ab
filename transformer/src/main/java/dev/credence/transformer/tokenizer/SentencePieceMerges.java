package dev.credence.transformer.tokenizer;

import dev.credence.transformer.tokenizer.GgufTokens.TokenType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * BPE merges from the scores of a SentencePiece vocabulary.
 *
 * <p>SentencePiece joins the neighbours whose piece has the best score. A merge list says the same
 * when it has every way to cut a piece into two pieces, in the order of the score of the whole.
 * Ways to make the same piece have one score but need an order in a list: longer left half first,
 * then longer right half, as Hugging Face's converter sorts them. (SentencePiece would take the
 * leftmost in the text; it matters only where two of them overlap, as in a run of one letter.)
 */
final class SentencePieceMerges {
  private record Merge(String left, String right, double score) {}

  private SentencePieceMerges() {}

  /** The merges, first to last, each as its two halves. */
  static List<List<String>> of(GgufTokens tokens) {
    List<?> scores = tokens.perToken("scores");
    List<Merge> merges = new ArrayList<>();
    for (int id = 0; id < tokens.size(); id++) {
      if (!(scores.get(id) instanceof Number score)) {
        throw tokens.wrong("scores", scores.get(id), "numbers");
      }
      String piece = tokens.token(id);
      if (tokens.type(id) != TokenType.NORMAL) {
        continue;
      }
      for (int cut = 1; cut < piece.length(); cut++) {
        String left = piece.substring(0, cut);
        String right = piece.substring(cut);
        if (isNormal(tokens, left) && isNormal(tokens, right)) {
          merges.add(new Merge(left, right, score.doubleValue()));
        }
      }
    }
    merges.sort(
        Comparator.comparingDouble(Merge::score)
            .reversed()
            .thenComparing(m -> m.left().length(), Comparator.reverseOrder())
            .thenComparing(m -> m.right().length(), Comparator.reverseOrder()));
    return merges.stream().map(m -> List.of(m.left(), m.right())).toList();
  }

  private static boolean isNormal(GgufTokens tokens, String piece) {
    Integer id = tokens.id(piece);
    return id != null && tokens.type(id) == TokenType.NORMAL;
  }
}
