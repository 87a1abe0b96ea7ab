package dev.credence.transformer.intervene;

import dev.credence.torch.Tensor;
import dev.credence.transformer.hook.HookPoint;
import java.util.function.UnaryOperator;

/**
 * An arbitrary change, in this process only: it cannot be stored, hashed or sent, so a {@code Cell}
 * cannot hold one; it is handed to the run beside the cells.
 *
 * @param point where; not {@code hook_pattern} or {@code hook_attn_scores}
 * @param function from the activation of all positions of the run, {@code [pos, ...]}, to its
 *     replacement of the same shape. The tensors belong to the run's scope
 */
public record Edit(HookPoint point, UnaryOperator<Tensor> function) {}
