/**
 * Models of a real model's shape whose weights are random numbers, written as Hugging Face lays a
 * model out. They answer what a machine can do (does a model of this size open, fit, run to the
 * end, and how fast) before anybody fetches gigabytes of real weights, and stand in for them in
 * tests.
 *
 * <p>Not here: models that are right about something (the laboratory's controls), a tokenizer
 * (prompts are token ids), anything that measures.
 */
@NullMarked
package dev.credence.transformer.synthetic;

import org.jspecify.annotations.NullMarked;
