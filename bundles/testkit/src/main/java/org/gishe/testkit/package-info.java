/**
 * Tests that an author of a plug-in gets without writing any: extend the suite of the contract
 * ({@link org.gishe.testkit.EServiceContract}, {@link org.gishe.testkit.SignatureProviderContract} …), give it a way to
 * make the plug-in, and it checks what the contract's words promise. {@link org.gishe.testkit.TestWork} stands in for the
 * platform in an author's own tests too. For tests only: never installed in a container.
 */
@NullMarked
package org.gishe.testkit;

import org.jspecify.annotations.NullMarked;
