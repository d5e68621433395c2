/**
 * The grammar of little stories that the bundled model is trained on: {@link intarsia.tests.story.Grammar} reads the data
 * file that the training scripts generate from, and says whether a text is right by it.
 */
@NullMarked
package intarsia.tests.story;

import org.jspecify.annotations.NullMarked;
