/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

/** The consent page in version 1: everything stands in its address. */
public class CscRedirectVersionOneContractTest extends CscRedirectContractTest {
    @Override
    String version() {
        return "1";
    }
}
