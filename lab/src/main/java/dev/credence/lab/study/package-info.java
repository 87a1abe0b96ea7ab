/**
 * The verdict: does a model hold a belief that evidence writes and predictions read, or does it
 * only answer as if it did?
 *
 * <p>A {@link dev.credence.lab.study.StudyRun} asks a designed set of questions, finds the linear
 * variable that is most like a belief, and judges it once, on prompts that neither fitted nor chose
 * it. The ten criteria are a class each, the decision a table of rows.
 *
 * <p>Not here: exact answers and rival observers ({@code belief}), candidate subspaces ({@code
 * direction}), tests and intervals ({@code statistics}), pages ({@code report}).
 */
@NullMarked
package dev.credence.lab.study;

import org.jspecify.annotations.NullMarked;
