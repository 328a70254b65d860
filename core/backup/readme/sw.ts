export const sw = `
NAKALA RUDUFU YA ATTACHÉ: JINSI YA KUIREJESHA                      (Kiswahili)

Folda hii ni nakala rudufu ya eneo la kazi la Attaché. Faili zake zimesimbwa kwa
AES-256. Ili kuzifungua unahitaji msimbo wa nakala rudufu: makundi 14 ya herufi
na tarakimu ambayo Attaché ilionyesha nakala ilipotengenezwa mara ya kwanza.
Bila msimbo huo hakuna anayeweza kufungua nakala hii.

Kwa Attaché:
  katika programu:            Mipangilio > Nakala rudufu > Rejesha
  kwenye mstari wa amri:      attache restore FOLDA-HII --to FOLDA-MPYA

Bila Attaché, kwa 7-Zip (Linux: kifurushi p7zip-full) na tar:

1. Tengeneza folda tupu ya eneo la kazi, kwenye diski iliyosimbwa ikiwezekana.
   Unachofungua kinaweza kusomwa na kila anayeweza kufungua folda hiyo.
2. Fungua kila faili ya "volumes", kwa mpangilio wa namba. Nywila ni msimbo wa
   nakala rudufu, kwa herufi kubwa na pamoja na vistari vyake:
     7z x volumes/000001.zip
     tar -xf 000001.tar -C FOLDA-TUPU
   na kadhalika. Kisha futa kila faili ya .tar.
3. Fungua vivyo hivyo faili ya "snapshots" yenye tarehe mpya zaidi (au ya awali).
   Ina hifadhidata, attache.sqlite, na manifest.json, orodha ya faili zote pamoja
   na ukubwa na SHA-256 ya kila moja.
4. Fungua folda katika Attaché, au attache.sqlite kwa programu yoyote ya SQLite.

Usibadilishe chochote katika folda hii. Faili moja ikiharibika, yaliyomo katika
nyingine bado yanaweza kurejeshwa.
`;
