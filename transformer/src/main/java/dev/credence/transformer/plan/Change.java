package dev.credence.transformer.plan;

import dev.credence.transformer.hook.HookPoint;
import dev.credence.transformer.intervene.Edit;
import dev.credence.transformer.intervene.Intervention;

/** What is done to rows at a hook: an intervention, or a function of this process. */
public sealed interface Change {
  /** Where. */
  HookPoint point();

  /**
   * An intervention, with positions and donor left open: those stand with the rows.
   *
   * @param what equal for rows to which the same is done
   */
  record ByData(Intervention what) implements Change {
    @Override
    public HookPoint point() {
      return what.site().point();
    }
  }

  /**
   * A function.
   *
   * @param what equal to itself only
   */
  record ByFunction(Edit what) implements Change {
    @Override
    public HookPoint point() {
      return what.point();
    }
  }
}
