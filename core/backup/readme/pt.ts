export const pt = `
CÓPIA DE SEGURANÇA DO ATTACHÉ: COMO RESTAURÁ-LA                    (português)

Esta pasta é a cópia de segurança de um espaço de trabalho do Attaché. Seus
arquivos estão criptografados com AES-256. Para os abrir é necessário o código da
cópia: 14 grupos de letras e algarismos que o Attaché mostrou ao fazer a
primeira cópia. Sem esse código ninguém a pode abrir.

Com o Attaché:
  no aplicativo:              Configurações > Cópias de segurança > Restaurar
  na linha de comandos:       attache restore ESTA-PASTA --to PASTA-NOVA

Sem o Attaché, com o 7-Zip (Linux: o pacote p7zip-full) e o tar:

1. Crie uma pasta vazia para o espaço de trabalho, se puder em um disco
   criptografado. O que descomprimir pode ser lido por quem puder abrir
   essa pasta.
2. Descomprima cada arquivo de «volumes», pela ordem dos números. A senha é o
   código da cópia, em maiúsculas e com os hífenes:
     7z x volumes/000001.zip
     tar -xf 000001.tar -C A-PASTA-VAZIA
   e assim por diante. Depois apague cada arquivo .tar.
3. Descomprima da mesma forma o arquivo de «snapshots» com a data mais recente
   (ou uma anterior). Tem a base de dados, attache.sqlite, e manifest.json, a
   lista de todos os arquivos com o tamanho e o SHA-256.
4. Abra a pasta no Attaché, ou attache.sqlite com um programa de SQLite.

Não mude nada nesta pasta. Se um arquivo estiver danificado, o que está nos
outros ainda pode ser restaurado.
`;
