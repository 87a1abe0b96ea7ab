/**
 * The random numbers of NumPy's {@code numpy.random.default_rng(seed)}, bit for bit, and its {@code
 * linspace}: what a notebook drew, a Java program can draw again.
 *
 * <p>{@link dev.credence.belief.numpy.SeedSequence} turns a seed into state, {@link
 * dev.credence.belief.numpy.Pcg64} turns state into 64-bit words, and {@link
 * dev.credence.belief.numpy.NumpyRandom} turns words into what is asked for: integers, doubles,
 * shuffles, samples, normal and exponential variates. Each draw uses up exactly the words that
 * NumPy uses up, so streams stay in step however calls are mixed.
 *
 * <p>Not here: NumPy's legacy {@code RandomState} (Mersenne twister), other bit generators, and
 * distributions that no experiment needs.
 */
@NullMarked
package dev.credence.belief.numpy;

import org.jspecify.annotations.NullMarked;
