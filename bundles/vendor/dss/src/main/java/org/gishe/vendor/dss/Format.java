/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

/** How a signature is put on documents; Commission Implementing Decision (EU) 2015/1506 obliges administrations to take them. */
public enum Format {
    /** A container of any documents, with a XAdES signature. */
    ASIC_E_XADES,
    /** A container of any documents, with a CAdES signature. */
    ASIC_E_CADES,
    /** Inside one XML document. */
    XADES_ENVELOPED,
    /** Inside one PDF document. */
    PADES,
    /** One document inside a signature in JSON (general serialisation, so that it can be extended). */
    JADES,
    /** One document inside a CMS signature. */
    CADES
}
