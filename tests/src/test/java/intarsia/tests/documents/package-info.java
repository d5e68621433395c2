/** What the pages under docs/ and the README say of the code, checked against it. */
@NullMarked
package intarsia.tests.documents;

import org.jspecify.annotations.NullMarked;
