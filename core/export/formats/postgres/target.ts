import { isInCommonYears } from '../../analysis/common-years.ts';
import type { NameRules, Target } from '../../analysis/target.ts';

/** Words that mean something else where a name is expected, and names that every table has already. */
const RESERVED = new Set(
  (
    'all,analyse,analyze,and,any,array,as,asc,asymmetric,authorization,binary,both,case,cast,check,cmax,' +
    'cmin,collate,collation,column,concurrently,constraint,create,cross,ctid,current_catalog,' +
    'current_date,current_role,current_schema,current_time,current_timestamp,current_user,default,' +
    'deferrable,desc,distinct,do,else,end,except,false,fetch,for,foreign,freeze,from,full,grant,group,' +
    'having,ilike,in,initially,inner,intersect,into,is,isnull,join,lateral,leading,left,like,limit,' +
    'localtime,localtimestamp,natural,not,notnull,null,offset,oid,on,only,or,order,outer,overlaps,' +
    'placing,primary,references,returning,right,select,session_user,similar,some,symmetric,system_user,' +
    'table,tableoid,tablesample,then,to,trailing,true,union,unique,user,using,variadic,verbose,when,' +
    'where,window,with,xmax,xmin'
  ).split(','),
);

/** PostgreSQL cuts names after 63 bytes. */
export const RULES: NameRules = {
  most: 63,
  counted: 'bytes',
  // It folds names without quotes to small letters.
  isCaseBlind: true,
  characters: 'letters',
  startsWithLetter: true,
  isReserved: (name) => RESERVED.has(name),
};

export const TARGET: Target = {
  names: RULES,
  // More columns go into further tables.
  mostColumns: Number.POSITIVE_INFINITY,
  places: 'numbers',
  choices: 'texts',
  holds: isInCommonYears,
};
