package dev.credence.lab.store;

/**
 * The tables of a store, as any DuckDB client sees them. Columns: {@code docs/results-store.md}.
 */
final class Schema {
  /** Goes up when a table changes its form; an older program then says so and does not guess. */
  static final String FORMAT = "1";

  /** The schema of named result tables, apart from the tables of cells. */
  static final String RESULTS = "results";

  static final String CREATE =
      """
      CREATE SCHEMA results;
      CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL);
      CREATE TABLE stages (
        stage VARCHAR NOT NULL, hash VARCHAR NOT NULL, model VARCHAR NOT NULL,
        digest VARCHAR NOT NULL, precision VARCHAR NOT NULL, device VARCHAR NOT NULL,
        profile VARCHAR NOT NULL, activation_bytes BIGINT NOT NULL, program VARCHAR NOT NULL,
        cells INTEGER NOT NULL, content VARCHAR NOT NULL, cut VARCHAR NOT NULL,
        waves INTEGER NOT NULL, done BOOLEAN NOT NULL);
      CREATE TABLE readouts (
        stage VARCHAR NOT NULL, readout VARCHAR NOT NULL, definition VARCHAR NOT NULL);
      CREATE TABLE cells (
        stage VARCHAR NOT NULL, place INTEGER NOT NULL, id VARCHAR NOT NULL, hash VARCHAR NOT NULL,
        prompt VARCHAR NOT NULL, tokens INTEGER[] NOT NULL, edits VARCHAR NOT NULL,
        readouts VARCHAR[] NOT NULL, precision VARCHAR NOT NULL, wave INTEGER NOT NULL);
      CREATE TABLE readings (
        stage VARCHAR NOT NULL, place INTEGER NOT NULL, id VARCHAR NOT NULL,
        readout VARCHAR NOT NULL, "position" INTEGER NOT NULL, labels VARCHAR[] NOT NULL,
        logits DOUBLE[] NOT NULL, probabilities DOUBLE[] NOT NULL, mass DOUBLE,
        logit_difference DOUBLE, kl DOUBLE, top_tokens INTEGER[], top_probabilities DOUBLE[]);
      CREATE TABLE activations (
        stage VARCHAR NOT NULL, place INTEGER NOT NULL, id VARCHAR NOT NULL,
        hook VARCHAR NOT NULL, shape BIGINT[] NOT NULL, bytes BLOB NOT NULL);
      CREATE TABLE arrays (
        name VARCHAR NOT NULL, dtype VARCHAR NOT NULL, shape BIGINT[] NOT NULL,
        bytes BLOB NOT NULL);
      CREATE TABLE texts (name VARCHAR NOT NULL, text VARCHAR NOT NULL);
      CREATE VIEW answers AS
        SELECT stage, place, id, readout, "position", label, logit, probability,
          CASE WHEN probability > 0 THEN ln(probability) END AS log_probability
        FROM (SELECT stage, place, id, readout, "position", unnest(labels) AS label,
          unnest(logits) AS logit, unnest(probabilities) AS probability FROM readings);
      """;

  private Schema() {}
}
