/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.plugins.csc;

/** The same promises, kept by a service that speaks version 1. */
public class CscVersionOneContractTest extends CscContractTest {

    @Override
    String version() {
        return "1";
    }
}
