export const es = `
COPIA DE SEGURIDAD DE ATTACHÉ: CÓMO RESTAURARLA                      (español)

Esta carpeta es la copia de seguridad de un espacio de trabajo de Attaché. Sus
archivos están cifrados con AES-256. Para abrirlos se necesita el código de la
copia: 14 grupos de letras y cifras que Attaché mostró al hacer la primera
copia. Sin ese código nadie puede abrirla.

Con Attaché:
  en la aplicación:           Configuración > Copias de seguridad > Restaurar
  en la línea de comandos:    attache restore ESTA-CARPETA --to CARPETA-NUEVA

Sin Attaché, con 7-Zip (Linux: el paquete p7zip-full) y tar:

1. Cree una carpeta vacía para el espacio de trabajo, si puede en un disco
   cifrado. Lo que descomprima podrá leerlo quien pueda abrir esa carpeta.
2. Descomprima cada archivo de «volumes», en el orden de los números. La
   contraseña es el código de la copia, en mayúsculas y con sus guiones:
     7z x volumes/000001.zip
     tar -xf 000001.tar -C LA-CARPETA-VACÍA
   y así sucesivamente. Después borre cada archivo .tar.
3. Descomprima de la misma manera el archivo de «snapshots» con la fecha más
   reciente (o una anterior). Tiene la base de datos, attache.sqlite, y
   manifest.json, la lista de todos los archivos con su tamaño y su SHA-256.
4. Abra la carpeta en Attaché, o attache.sqlite con un programa de SQLite.

No cambie nada en esta carpeta. Si un archivo está dañado, lo que hay en los
demás aún se puede restaurar.
`;
