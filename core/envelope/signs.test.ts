import { expect, test } from 'vitest';
import { parseXml } from '../ground/xml/xml.ts';
import { isOfNoSigner } from './signs.ts';

const KEY = '<base64EncryptedKey>QUJD</base64EncryptedKey>';
const XML = '<encryptedXmlFile>submission.xml.enc</encryptedXmlFile>';
const MEDIA = '<media><file>1.jpg.enc</file></media>';
const META = '<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:x</instanceID></meta>';
const SIGNATURE = '<base64EncryptedElementSignature>QUJD</base64EncryptedElementSignature>';
const data = (...children: readonly string[]): string =>
  `<data xmlns="http://www.opendatakit.org/xforms/encrypted" encrypted="yes" id="f">${children.join('')}</data>`;

test.each([
  ['without media', data(KEY, XML, META)],
  ['with media', data(KEY, XML, MEDIA, MEDIA, META)],
  [
    'as servers hand it back',
    data(KEY, XML, META).replace(' id=', ' instanceID="uuid:x" submissionDate="2026-01-02" id='),
  ],
  ['with a declaration and a line behind it', `<?xml version="1.0"?>\n${data(KEY, XML, MEDIA, META)}\n`],
  [
    'without the namespace of its root',
    data(KEY, XML, META).replace(' xmlns="http://www.opendatakit.org/xforms/encrypted"', ''),
  ],
])('ODK Web Forms, %s', (_, xml) => {
  expect(isOfNoSigner(parseXml(xml))).toBe(true);
});

test.each([
  ['that is signed', data(KEY, XML, MEDIA, META, SIGNATURE)],
  ['whose signature is empty', data(KEY, XML, MEDIA, META, '<base64EncryptedElementSignature/>')],
  ['of Collect and Enketo', data(KEY, META, MEDIA, XML)],
  ['of Collect without media', data(KEY, META, XML)],
  ['of the specification', data(KEY, XML, MEDIA, `\n${META}`)],
  ['with white space in media', data(KEY, XML, '<media>\n<file>1.jpg.enc</file></media>', META)],
  ['with several files in one element', data(KEY, XML, '<media><file>1</file><file>2</file></media>', META)],
  ['with media before the XML', data(KEY, MEDIA, XML, META)],
  ['with meta in another namespace', data(KEY, XML, META.replace(' xmlns="http://openrosa.org/xforms"', ''))],
  ['without an instance ID', data(KEY, XML, '<meta xmlns="http://openrosa.org/xforms"/>')],
  ['without a key', data(XML, META)],
])('no manifest %s', (_, xml) => {
  expect(isOfNoSigner(parseXml(xml))).toBe(false);
});
